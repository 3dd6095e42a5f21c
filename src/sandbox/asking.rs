//! One request that would be billed, from its fields to its answer.

use std::{sync::Arc, time::Instant};

use axum::response::Response;

use super::{
    answer::Answer,
    clock::created,
    commission::Commission,
    faults::{self, Act, Case, deliver},
    fields::Fields,
    headers::Visit,
    meter::Demand,
    options::Dialect,
    painted::Painted,
    painter,
    refusal::Refusal,
    rules::{self, Carriage, Endpoint, VariationOrder},
    service::Service,
    shelf::Shelf,
    stream::{self, Manner},
};

/// A request on its way.
#[derive(Debug)]
pub struct Asking {
    /// The server that was asked.
    pub service: Arc<Service>,
    /// Its id, and what is told of the limits.
    pub visit: Visit,
    /// When it came.
    pub started: Instant,
}

impl Asking {
    /// Answers a request for pictures from words. `carriage` is how they come back where the order cannot say it.
    pub async fn draw(
        self,
        endpoint: Endpoint,
        fields: Fields,
        carriage: Option<Carriage>,
    ) -> Result<Response, Refusal> {
        let order = rules::check(endpoint, &fields, self.service.options.retired)?;
        let service = Arc::clone(&self.service);
        let commission = self.service.at_an_easel(move || {
            let inputs = match endpoint {
                Endpoint::Edits => rules::open(&fields, order.model.family, &service.cabinet)?,
                Endpoint::Generations => rules::Inputs::default(),
            };
            Ok(Arc::new(Commission::new(order, inputs)))
        });
        let commission = commission.await?;
        let case = Case {
            request_id: &self.visit.id,
            model: commission.model(),
            count: commission.count(),
        };
        let act = self.admitted(&case, commission.demand(), commission.prompt()).await?;
        if let Some(Act::Say(say)) = act {
            return Ok(self.delivered(say(), act));
        }
        if let (Some(partials), false) = (commission.stream(), matches!(act, Some(Act::Shape(_)))) {
            let manner = self.manner(endpoint, partials, act);
            return Ok(stream::answer(self.service, commission, manner, self.started));
        }
        let mut painted = self.painted(&commission, act).await?;
        painted.carriage = carriage.unwrap_or(painted.carriage);
        self.answered(painted, act).await
    }

    /// Answers a request for variations of a picture.
    pub async fn vary(self, fields: Fields) -> Result<Response, Refusal> {
        let order = self
            .service
            .at_an_easel(move || rules::check_variation(&fields))
            .await?;
        let VariationOrder {
            image,
            count,
            size,
            carriage,
            user,
        } = order;
        let case = Case {
            request_id: &self.visit.id,
            model: "dall-e-2",
            count,
        };
        let demand = Demand {
            images: count + 1,
            tokens: 0,
        };
        let act = self.admitted(&case, demand, &user).await?;
        if let Some(Act::Say(say)) = act {
            return Ok(self.delivered(say(), act));
        }
        let left = spoiling(act).map_or(count, |spoiling| spoiling.count(count));
        let pictures = self.service.at_an_easel(move || {
            let painted = (0..left).map(|index| painter::vary(&image, size.width, index));
            let said =
                painted.map(|bytes| bytes.map(|bytes| spoiled(base64_simd::STANDARD.encode_to_string(bytes), act)));
            said.collect::<Result<Vec<_>, _>>().map_err(|_| Refusal::broken())
        });
        let painted = Painted {
            pictures: pictures.await?,
            media_type: "image/png",
            carriage,
            model: "dall-e-2",
            revised_prompt: None,
            facts: None,
            created: created(),
        };
        self.answered(painted, act).await
    }

    /// Counts the request and says what goes wrong with it, if anything does.
    async fn admitted(&self, case: &Case<'_>, demand: Demand, words: &str) -> Result<Option<Act>, Refusal> {
        let now = Instant::now();
        let taken = self.service.meter.take(demand, case.model, now);
        self.visit.limits.get_or_init(|| self.service.meter.headers(now));
        taken?;
        let act = self.service.fault(words).map(faults::Fault::act);
        match act {
            Some(Act::Refuse(refuse)) => return Err(refuse(case)),
            Some(Act::Wait(time)) => self.service.pause(time).await,
            _ => {}
        }
        Ok(act)
    }

    fn manner(&self, endpoint: Endpoint, partials: u32, act: Option<Act>) -> Manner {
        Manner {
            endpoint,
            partials,
            is_openrouter: self.service.options.dialect == Dialect::OpenRouter,
            fault: match act {
                Some(Act::Tell(fault)) => Some(fault),
                _ => None,
            },
            spoiling: spoiling(act),
            delivery: delivery(act),
        }
    }

    async fn painted(&self, commission: &Arc<Commission>, act: Option<Act>) -> Result<Painted, Refusal> {
        let count = spoiling(act).map_or(commission.count(), |spoiling| spoiling.count(commission.count()));
        let painted = (0..count).map(|index| {
            let commission = Arc::clone(commission);
            self.service
                .at_an_easel(move || Ok(spoiled(commission.picture(index)?, act)))
        });
        let pictures = futures_util::future::try_join_all(painted).await?;
        Ok(commission.finished(pictures, created()))
    }

    async fn answered(self, painted: Painted, act: Option<Act>) -> Result<Response, Refusal> {
        let shape: Option<fn(&Painted, &Shelf) -> Answer> = match (act, self.service.options.dialect) {
            (Some(Act::Shape(shape)), _) => Some(shape),
            (_, Dialect::OpenAi) => None,
            (_, Dialect::OpenRouter) => Some(faults::openrouter),
            (_, Dialect::Xai) => Some(faults::xai),
        };
        let service = Arc::clone(&self.service);
        let answer = self.service.at_an_easel(move || {
            Ok(match shape {
                Some(shape) => shape(&painted, &service.shelf),
                None => painted.into_plain(&service.shelf),
            })
        });
        let answer = answer.await?;
        self.service.rest_until(self.started, 1.0).await;
        Ok(self.delivered(answer, act))
    }

    fn delivered(&self, answer: Answer, act: Option<Act>) -> Response {
        deliver(answer, delivery(act), self.service.closing.clone())
    }
}

fn spoiling(act: Option<Act>) -> Option<faults::Spoiling> {
    match act {
        Some(Act::Spoil(spoiling)) => Some(spoiling),
        _ => None,
    }
}

fn spoiled(picture: String, act: Option<Act>) -> String {
    match spoiling(act) {
        Some(spoiling) => spoiling.apply(picture),
        None => picture,
    }
}

fn delivery(act: Option<Act>) -> Option<faults::Delivery> {
    match act {
        Some(Act::Deliver(delivery)) => Some(delivery),
        _ => None,
    }
}
