//! Event streams, well and badly behaved (images-api.md §8, §13.1).

use pochade::domain::FailureKind;

use super::case::{Case, filled};

/// The events of a stream of one picture with two unfinished ones, as the official server writes them.
pub const EVENTS: [&str; 3] = [
    "event: image_generation.partial_image\ndata: {\"type\":\"image_generation.partial_image\",\"b64_json\":\"$j\",\"partial_image_index\":0,\"created_at\":1795205580,\"size\":\"1024x1024\",\"quality\":\"high\",\"background\":\"opaque\",\"output_format\":\"png\"}\n\n",
    "event: image_generation.partial_image\ndata: {\"type\":\"image_generation.partial_image\",\"b64_json\":\"$q\",\"partial_image_index\":1,\"created_at\":1795205588,\"size\":\"1024x1024\",\"quality\":\"high\",\"background\":\"opaque\",\"output_format\":\"png\"}\n\n",
    "event: image_generation.completed\ndata: {\"type\":\"image_generation.completed\",\"b64_json\":\"$p\",\"created_at\":1795205596,\"size\":\"1024x1024\",\"quality\":\"high\",\"background\":\"opaque\",\"output_format\":\"png\",\"usage\":{\"input_tokens\":12,\"input_tokens_details\":{\"text_tokens\":12,\"image_tokens\":0},\"output_tokens\":1956,\"total_tokens\":1968}}\n\n",
];

fn whole(name: &'static str, body: &str) -> Case {
    Case::stream(name, body)
        .gives("p")
        .tokens(1968)
        .created(1_795_205_596)
        .echoes("size", "1024x1024")
        .echoes("quality", "high")
        .echoes("output_format", "png")
        .echoes("background", "opaque")
}

/// An event with this type and picture.
fn event(kind: &str, picture: &str) -> String {
    filled(&format!(
        "data: {{\"type\":\"image_generation.{kind}\",\"b64_json\":\"{picture}\"}}\n\n"
    ))
}

/// An unfinished picture with its step.
fn step(step: u32, picture: &str) -> String {
    filled(&format!(
        "data: {{\"type\":\"image_edit.partial_image\",\"partial_image_index\":{step},\"b64_json\":\"{picture}\"}}\n\n"
    ))
}

pub fn honest() -> Vec<Case> {
    let all = EVENTS.concat();
    let no_names: Vec<_> = all.lines().filter(|line| !line.starts_with("event:")).collect();
    let no_names = no_names.join("\n") + "\n";
    let no_types = all
        .replace("\"type\":\"image_generation.partial_image\",", "")
        .replace("\"type\":\"image_generation.completed\",", "");
    let in_lines = all.replace(",\"size\"", "\ndata: ,\"size\"");
    let beats: Vec<_> = EVENTS.iter().map(|event| format!(": ping\n\n{event}:\n\n")).collect();
    let beats = beats.concat();
    vec![
        whole("8 two unfinished and the finished one", &all),
        whole("8 ended by [DONE]", &format!("{all}data: [DONE]\n\n")),
        whole("8 without event lines", &no_names),
        whole("8 without types", &no_types),
        whole("8 with CRLF", &all.replace('\n', "\r\n")),
        whole("8 with heartbeats", &beats),
        whole("8 with several data lines", &in_lines),
        whole("8 without spaces", &all.replace("data: ", "data:")),
        whole("8 without the last empty line", all.trim_end()),
        whole("8 only the finished one", EVENTS[2]),
        whole("8 the finished one first", &format!("{}{}", EVENTS[2], EVENTS[0])),
        whole("8 behind a byte order mark", &format!("\u{feff}{all}")),
        whole("8 said to be text", &all).typed("content-type: text/plain"),
        whole("8 events nobody knows", &format!("event: keepalive\ndata: {{}}\n\nid: 7\nretry: 100\n\n{all}data: {{\"type\":\"response.note\",\"note\":\"n\"}}\n\n")),
        whole("8 preambles without a picture", &format!("{}{}{all}", event("partial_image", ""), "data: {\"type\":\"image_generation.partial_image\",\"b64_json\":null}\n\n")),
        Case::new("8 JSON where a stream was asked for", r#"{"data":[{"b64_json":"$p"}]}"#).gives("p"),
        Case::stream("8 two finished ones", &format!("{}{}", event("completed", "$p"), event("completed", "$j"))).asked(2).gives("pj"),
        Case::stream(
            "8 two at once",
            &[step(0, "$j"), step(0, "$w"), step(1, "$q"), event("completed", "$p"), step(1, "$g"), event("completed", "$p")].concat(),
        )
        .asked(2)
        .gives("pp"),
        Case::stream("8 the same finished one twice", &format!("{0}{0}", event("completed", "$p"))).gives("pp"),
        Case::stream(
            "8 a link in the finished one",
            "data: {\"type\":\"image_generation.completed\",\"url\":\"https://a.example/1.png\"}\n\n",
        )
        .points(&["https://a.example/1.png"]),
        Case::stream(
            "8 a chat that streams",
            "data: {\"object\":\"chat.completion.chunk\",\"choices\":[{\"delta\":{\"content\":\"Here\"}}]}\n\n\
             data: {\"object\":\"chat.completion.chunk\",\"choices\":[{\"delta\":{\"images\":[{\"image_url\":{\"url\":\"@p\"}}]}}]}\n\n\
             data: {\"object\":\"chat.completion.chunk\",\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}\n\ndata: [DONE]\n\n",
        )
        .gives("p")
        .tokens(3),
        Case::stream(
            "8 the Responses kind",
            "event: response.image_generation_call.partial_image\ndata: {\"type\":\"response.image_generation_call.partial_image\",\"partial_image_b64\":\"$q\",\"partial_image_index\":0}\n\n\
             data: {\"type\":\"response.output_item.done\",\"item\":{\"type\":\"image_generation_call\",\"result\":\"$p\"}}\n\n",
        )
        .gives("p"),
    ]
}

pub fn broken() -> Vec<Case> {
    let unknown = FailureKind::Unknown;
    let early = "ended before a finished picture came";
    vec![
        Case::stream("8 only unfinished ones", &format!("{}{}", step(0, "$j"), step(1, "$q"))).gives("q*").fails(unknown, early).billed(true),
        Case::stream("8 only unfinished ones and [DONE]", &format!("{}data: [DONE]\n\n", step(0, "$q"))).gives("q*").fails(unknown, early),
        Case::stream("8 unfinished ones of two, in turns", &[step(0, "$j"), step(0, "$w"), step(1, "$p"), step(1, "$q")].concat())
            .asked(2)
            .gives("p*q*")
            .fails(unknown, early),
        Case::stream("8 unfinished ones of two, one after the other", &[step(0, "$j"), step(1, "$p"), step(0, "$w"), step(1, "$q")].concat())
            .asked(2)
            .gives("p*q*")
            .fails(unknown, early),
        Case::stream("8 one of two finished", &[step(0, "$j"), event("completed", "$p"), step(0, "$q")].concat())
            .asked(2)
            .gives("pq*")
            .fails(unknown, "before all pictures were finished"),
        Case::stream(
            "8 images that have names",
            "data: {\"type\":\"image_generation.partial_image\",\"image_index\":0,\"b64_json\":\"$j\"}\n\n\
             data: {\"type\":\"image_generation.partial_image\",\"image_index\":1,\"b64_json\":\"$q\"}\n\n\
             data: {\"type\":\"image_generation.completed\",\"image_index\":1,\"b64_json\":\"$p\"}\n\n",
        )
        .asked(2)
        .gives("pj*")
        .fails(unknown, "before all pictures were finished"),
        Case::stream("8 a step that is always 0", &[step(0, "$j"), step(0, "$w"), step(0, "$q")].concat()).gives("q*").fails(unknown, early),
        Case::stream("8 cut in the finished one", &format!("{}{}", step(0, "$q"), event("completed", "$p").split_at(90).0))
            .gives("p~q*")
            .fails(unknown, early),
        Case::stream("8 cut in an unfinished one", &format!("{}{}", step(0, "$q"), step(1, "$p").split_at(110).0)).gives("q*").fails(unknown, early),
        Case::stream("8 nothing", "").fails(unknown, "nothing").unread(),
        Case::stream("8 heartbeats only", ": ping\n\n: ping\n\n").fails(unknown, "nothing that can be read").unread(),
        Case::stream("8 no JSON", "data: hello\n\n").fails(unknown, "nothing that can be read").unread(),
        Case::stream("8 an error", "data: {\"error\":{\"message\":\"It was blocked.\",\"type\":\"image_generation_user_error\",\"code\":\"moderation_blocked\",\"moderation_details\":{\"moderation_stage\":\"output\",\"categories\":[\"violence\"]}}}\n\n")
            .fails(FailureKind::Refused, "It was blocked.")
            .code("moderation_blocked")
            .hints("at the output (violence): it may have been billed")
            .billed(true),
        Case::stream("8 an error by its type", "event: error\ndata: {\"type\":\"error\",\"message\":\"The server had an error\",\"code\":\"server_error\"}\n\n")
            .fails(unknown, "The server had an error")
            .code("server_error")
            .billed(true),
        Case::stream("8 an error after an unfinished one", &format!("{}data: {{\"error\":{{\"message\":\"Out of credit\",\"code\":\"insufficient_quota\"}}}}\n\n", step(0, "$q")))
            .gives("q*")
            .fails(FailureKind::Refused, "Out of credit")
            .hints("billing")
            .code("insufficient_quota"),
        Case::stream("8 an error after a finished one", &format!("{}data: {{\"error\":\"no more\"}}\n\n", event("completed", "$p")))
            .asked(2)
            .gives("p")
            .fails(FailureKind::Refused, "no more"),
    ]
}
