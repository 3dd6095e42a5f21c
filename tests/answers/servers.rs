//! The dialects of compatible servers (images-api.md §13.2, §13.3).
#![expect(clippy::too_many_lines, reason = "the functions are tables of cases")]

use pochade::domain::FailureKind;

use super::case::Case;

pub fn cases() -> Vec<Case> {
    vec![
        Case::new(
            "a reseller that answers an image request as a chat",
            r#"{"id":"chatcmpl-1","object":"chat.completion","created":1795205573,"choices":[{"index":0,"message":{"role":"assistant",
            "content":"![gen](https://cdn.example/g/1.png)"},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15}}"#,
        )
        .points(&["https://cdn.example/g/1.png"])
        .tokens(15)
        .created(1_795_205_573),
        Case::new(
            "a reseller's -all route",
            r#"{"created":1795205573,"data":[{"url":"https://cdn.example/g/2","revised_prompt":""}]}"#,
        )
        .points(&["https://cdn.example/g/2"])
        .revised("")
        .created(1_795_205_573),
        Case::new(
            "LiteLLM: every absent field as null, usage of zeros",
            r#"{"created":1795205573,"background":null,"data":[{"b64_json":"$p","revised_prompt":null,"url":null,"provider_specific_fields":null}],
            "output_format":null,"quality":null,"size":null,"usage":{"input_tokens":0,"input_tokens_details":{"image_tokens":0,"text_tokens":0},"output_tokens":0,"total_tokens":0}}"#,
        )
        .gives("p")
        .created(1_795_205_573),
        Case::refusal(
            "LiteLLM: no database",
            "400 Bad Request",
            r#"{"error":{"message":"No connected db.","type":"no_db_connection","param":null,"code":"400"}}"#,
        )
        .fails(FailureKind::Refused, "No connected db.")
        .code("400"),
        Case::refusal(
            "LiteLLM: a message that wraps a printed dictionary",
            "400 Bad Request",
            r#"{"error":{"message":"{'error': '/images/generations: Invalid model name passed in model=x. Call `/v1/models` to view available models for your key.'}","type":"None","param":"None","code":"400"}}"#,
        )
        .fails(FailureKind::Refused, "Invalid model name")
        .param("model")
        .hints("pochade models"),
        Case::refusal("LiteLLM: no variations", "404 Not Found", r#"{"detail":"Not Found"}"#)
            .fails(FailureKind::Refused, "the server answered 404: Not Found"),
        Case::new(
            "OpenRouter: media type and dollars",
            r#"{"created":1795205573,"data":[{"b64_json":"$j","media_type":"image/jpeg"}],"usage":{"prompt_tokens":5,"completion_tokens":1000,"total_tokens":1005,"cost":0.0391}}"#,
        )
        .gives("j")
        .tokens(1005)
        .cost(39_100)
        .created(1_795_205_573),
        Case::stream(
            "OpenRouter: a stream without event lines",
            ": OPENROUTER PROCESSING\n\ndata: {\"type\":\"image_generation.partial_image\",\"b64_json\":\"$q\",\"partial_image_index\":0}\n\n\
             : OPENROUTER PROCESSING\n\ndata: {\"type\":\"image_generation.completed\",\"b64_json\":\"$p\",\"usage\":{\"input_tokens\":1,\"output_tokens\":2,\"cost\":0.02}}\n\ndata: [DONE]\n\n",
        )
        .gives("p")
        .tokens(3)
        .cost(20_000),
        Case::new(
            "OpenRouter: the chat way",
            r#"{"id":"gen-1","choices":[{"message":{"role":"assistant","content":"","images":[{"type":"image_url","index":0,"image_url":{"url":"@p"}}]}}],"usage":{"prompt_tokens":7,"completion_tokens":1290,"total_tokens":1297,"cost":0.0387}}"#,
        )
        .gives("p")
        .tokens(1297)
        .cost(38_700),
        Case::new(
            "xAI: links by default",
            r#"{"data":[{"url":"https://imgen.example/1.jpeg","revised_prompt":"a kite, red"},{"url":"https://imgen.example/2.jpeg","revised_prompt":"a kite"}]}"#,
        )
        .asked(2)
        .points(&["https://imgen.example/1.jpeg", "https://imgen.example/2.jpeg"])
        .revised("a kite, red"),
        Case::new(
            "Together: items with an index",
            r#"{"id":"o1","model":"black-forest","object":"list","data":[{"index":0,"b64_json":"$p"},{"index":1,"url":"https://api.example/2"}]}"#,
        )
        .asked(2)
        .gives("p")
        .points(&["https://api.example/2"]),
        Case::new(
            "LocalAI: a link on its own host",
            r#"{"created":1795205573,"id":"a","data":[{"embedding":null,"index":0,"url":"http://localhost:8080/generated-images/b1.png"}],"usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}}"#,
        )
        .points(&["http://localhost:8080/generated-images/b1.png"])
        .created(1_795_205_573),
        Case::new("Ollama", r#"{"created":1795205573,"data":[{"b64_json":"$p"}]}"#).gives("p").created(1_795_205_573),
        Case::new(
            "vLLM-Omni: nulls and fields of its own",
            r#"{"created":1795205573,"data":[{"b64_json":"$p","url":null,"revised_prompt":null}],"output_format":"png","size":"1024x1024","background":null,"quality":null,"usage":null,"metrics":{"stage":[1,2]}}"#,
        )
        .gives("p")
        .echoes("size", "1024x1024")
        .echoes("output_format", "png")
        .created(1_795_205_573),
        Case::refusal(
            "vLLM-Omni: a fault in a field",
            "422 Unprocessable",
            r#"{"detail":[{"type":"missing","loc":["body","prompt"],"msg":"Field required","input":null}]}"#,
        )
        .fails(FailureKind::Refused, "prompt: Field required")
        .param("prompt"),
        Case::stream(
            "vLLM-Omni: chunks and the last word",
            "data: {\"object\":\"image.edit.chunk\",\"ar_delta\":\"thinking\",\"image\":null}\n\ndata: {\"object\":\"image.edit.chunk\",\"ar_delta\":null,\"image\":\"$p\"}\n\ndata: [DONE]\n\n",
        )
        .gives("p"),
        Case::stream(
            "vLLM-Omni: chunks that get better",
            "data: {\"object\":\"image.edit.chunk\",\"image\":\"$q\"}\n\ndata: {\"object\":\"image.edit.chunk\",\"image\":\"$p\"}\n\ndata: [DONE]\n\n",
        )
        .gives("p"),
        Case::stream(
            "vLLM-Omni: chunks without the last word",
            "data: {\"object\":\"image.edit.chunk\",\"image\":\"$q\"}\n\ndata: {\"object\":\"image.edit.chunk\",\"image\":\"$p\"}\n\n",
        )
        .gives("p*")
        .fails(FailureKind::Unknown, "ended before a finished picture"),
        Case::new(
            "SGLang: a link and figures of its own",
            r#"{"id":"i-1","created":1795205573,"data":[{"b64_json":null,"url":"/v1/images/i-1/content","revised_prompt":"a kite","file_path":"/tmp/x.png"}],"peak_memory_mb":9000.5,"inference_time_s":4.2}"#,
        )
        .points(&["/v1/images/i-1/content"])
        .revised("a kite")
        .created(1_795_205_573),
        Case::new("stable-diffusion.cpp: no usage", r#"{"created":1795205573,"output_format":"png","data":[{"b64_json":"$p"}]}"#)
            .gives("p")
            .echoes("output_format", "png")
            .created(1_795_205_573),
        Case::new("NanoGPT: what it cost and what is left", r#"{"created":1795205573,"data":[{"b64_json":"$p"}],"cost":0.0053,"paymentSource":"usd","remainingBalance":4.2}"#)
            .gives("p")
            .cost(5_300)
            .created(1_795_205_573),
        Case::new("Comfy proxy: an asset's address", r#"{"created":1795205573,"data":[{"url":"https://storage.example/a?X-Goog-Signature=00"}],"usage":{"input_tokens":4,"output_tokens":6,"total_tokens":10}}"#)
            .points(&["https://storage.example/a?X-Goog-Signature=00"])
            .tokens(10)
            .created(1_795_205_573),
        Case::refusal("Azure: no such deployment", "404 Not Found", r#"{"error":{"code":"404","message":"Resource not found"}}"#)
            .fails(FailureKind::Refused, "the server answered 404: Resource not found")
            .code("404"),
        Case::refusal("Azure: a deployment that is not there", "404 Not Found", r#"{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}"#)
            .fails(FailureKind::Refused, "does not exist")
            .code("DeploymentNotFound")
            .param("model")
            .hints("pochade models"),
        Case::refusal(
            "Azure: a content filter with its categories",
            "400 Bad Request",
            r#"{"error":{"code":"contentFilter","message":"Your task failed as a result of our safety system.","inner_error":{"code":"ResponsibleAIPolicyViolation",
            "content_filter_results":{"sexual":{"filtered":false,"severity":"safe"},"violence":{"filtered":true,"severity":"high"}}}}}"#,
        )
        .fails(FailureKind::Refused, "safety system")
        .hints("moderation stopped it (violence)"),
    ]
}
