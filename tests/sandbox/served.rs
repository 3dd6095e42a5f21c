//! A server for one test, a client for it, and pictures to send.

use std::{io::Cursor, time::Duration};

use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
use pochade::sandbox::{self, Options};
use reqwest::{
    Client, RequestBuilder, Response,
    multipart::{Form, Part},
};
use serde_json::Value;

/// A server of its own and a client for it.
pub struct Sandbox {
    pub base: String,
    pub client: Client,
}

impl Sandbox {
    /// No picture takes longer than it must, whatever the options say.
    pub async fn start(options: Options) -> Self {
        // Another test may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let server = sandbox::start(Options {
            latency: Duration::ZERO,
            ..options
        })
        .await
        .unwrap();
        let base = server.base_url();
        tokio::spawn(server.run_until(std::future::pending()));
        // No certificates: everything is plain, and the machine may have none.
        let client = Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
        Self { base, client }
    }

    /// The address below the base.
    pub fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.base)).bearer_auth("k")
    }

    pub async fn generate(&self, body: &Value) -> Response {
        self.client
            .post(format!("{}/images/generations", self.base))
            .bearer_auth("k")
            .json(body)
            .send()
            .await
            .unwrap()
    }

    pub async fn edit(&self, form: Form) -> Response {
        self.client
            .post(format!("{}/images/edits", self.base))
            .bearer_auth("k")
            .multipart(form)
            .send()
            .await
            .unwrap()
    }

    pub async fn get(&self, path: &str) -> Response {
        self.client
            .get(format!("{}{path}", self.base))
            .bearer_auth("k")
            .send()
            .await
            .unwrap()
    }
}

pub fn decoded(item: &Value) -> Vec<u8> {
    base64_simd::STANDARD
        .decode_to_vec(item["b64_json"].as_str().unwrap())
        .unwrap()
}

pub fn pictures(answer: &Value) -> Vec<DynamicImage> {
    let items = answer["data"].as_array().unwrap();
    items
        .iter()
        .map(|item| image::load_from_memory(&decoded(item)).unwrap())
        .collect()
}

pub fn png(image: &DynamicImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

pub fn file(bytes: Vec<u8>) -> Part {
    Part::bytes(bytes)
        .file_name("picture.png")
        .mime_str("image/png")
        .unwrap()
}

/// No two neighbours alike, so that nothing can stay the same by chance.
pub fn checkered(width: u32, height: u32) -> DynamicImage {
    RgbaImage::from_fn(width, height, |x, y| {
        Rgba([(x % 251).to_le_bytes()[0], (y % 241).to_le_bytes()[0], 90, 255])
    })
    .into()
}

pub async fn error(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let body: Value = response.json().await.unwrap();
    (status, body["error"].clone())
}

/// The data of all events of a stream.
pub fn events(text: &str) -> Vec<Value> {
    let lines = text.lines().filter_map(|line| line.strip_prefix("data: "));
    let told = lines.filter(|data| *data != "[DONE]");
    told.map(|data| serde_json::from_str(data).unwrap()).collect()
}

/// A PNG with alpha that is open everywhere, or nowhere.
pub fn mask(width: u32, height: u32, alpha: u8) -> Vec<u8> {
    png(&RgbaImage::from_pixel(width, height, Rgba([0, 0, 0, alpha])).into())
}

/// The picture as a `data:` URL.
pub fn data_url(bytes: &[u8]) -> String {
    format!(
        "data:image/png;base64,{}",
        base64_simd::STANDARD.encode_to_string(bytes)
    )
}
