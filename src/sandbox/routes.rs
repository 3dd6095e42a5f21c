//! Which address leads to which handler.

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{any, get, post},
};

use super::{azure, handlers, headers, openrouter, options::Dialect, service::Service, uploads, xai};

/// Sixteen pictures of 50 MB and what surrounds them.
const MOST_BODY_BYTES: usize = 16 * 50 * 1024 * 1024 + 16 * 1024 * 1024;

type Routes = Router<Arc<Service>>;

/// All routes of a server with this dialect.
pub fn routes(service: Arc<Service>) -> Router {
    let routes = match service.options.dialect {
        Dialect::OpenAi => openai(),
        Dialect::OpenRouter => openrouter(),
        Dialect::Xai => xai(),
    };
    routes
        .route("/pictures/{name}", get(handlers::kept_picture))
        .fallback(handlers::unknown_address)
        .method_not_allowed_fallback(handlers::wrong_method)
        .layer(DefaultBodyLimit::max(MOST_BODY_BYTES))
        .layer(middleware::from_fn_with_state(Arc::clone(&service), headers::add))
        .with_state(service)
}

/// OpenAI's addresses. Clients may leave the version out of their base URL, and Azure puts its own name before it.
fn openai() -> Routes {
    let routes = ["", "/v1", "/openai/v1"]
        .into_iter()
        .fold(Router::new(), |routes, base| {
            routes
                .route(&format!("{base}/images/generations"), post(handlers::generations))
                .route(&format!("{base}/images/edits"), post(handlers::edits))
                .route(&format!("{base}/images/variations"), any(handlers::variations))
                .route(&format!("{base}/models"), get(handlers::models))
                .route(&format!("{base}/models/{{id}}"), get(handlers::model))
                .route(&format!("{base}/files"), get(uploads::list).post(uploads::upload))
                .route(
                    &format!("{base}/files/{{id}}"),
                    get(uploads::describe).delete(uploads::delete),
                )
                .route(&format!("{base}/files/{{id}}/content"), get(uploads::content))
        });
    let deployment = "/openai/deployments/{name}/images";
    routes
        .route(&format!("{deployment}/generations"), post(azure::generations))
        .route(&format!("{deployment}/edits"), post(azure::edits))
}

fn openrouter() -> Routes {
    ["/v1", "/api/v1"].into_iter().fold(Router::new(), |routes, base| {
        routes
            .route(&format!("{base}/images"), post(openrouter::images))
            .route(&format!("{base}/models"), get(openrouter::models))
    })
}

fn xai() -> Routes {
    ["", "/v1"].into_iter().fold(Router::new(), |routes, base| {
        routes
            .route(&format!("{base}/images/generations"), post(xai::generations))
            .route(&format!("{base}/images/edits"), post(xai::edits))
            .route(&format!("{base}/models"), get(xai::models))
    })
}
