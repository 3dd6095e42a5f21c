//! Our element in an XMP packet, which is how JPEG and WebP files carry texts.

use super::note::Note;

/// How our properties are named in a packet; it is a name and no page.
const NAMESPACE: &str = "urn:pochade:1#";
const BEGINS: &str = "<pochade:request>";
const ENDS: &str = "</pochade:request>";
/// Where the properties of a packet end.
const LAST: &str = "</rdf:RDF>";

/// A packet with the note. One that the picture has keeps all that it says.
pub(super) fn packet(note: &Note<'_>, there: Option<&str>) -> String {
    let ours = format!("{BEGINS}{}{ENDS}", escaped(&json_for_xml(note.json)));
    let about = |rest: &str| format!("<rdf:Description rdf:about=\"\" xmlns:pochade=\"{NAMESPACE}\"{rest}>");
    if let Some((before, after)) = there.and_then(|there| there.rsplit_once(LAST)) {
        return format!("{before}{}{ours}</rdf:Description>{LAST}{after}", about(""));
    }
    let words = escaped(
        &note
            .description
            .chars()
            .filter(|c| is_character(*c))
            .collect::<String>(),
    );
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">{}\
         <dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">{words}</rdf:li></rdf:Alt></dc:description>\
         {ours}</rdf:Description>{LAST}</x:xmpmeta><?xpacket end=\"r\"?>",
        about(" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"")
    )
}

/// What our element says, where a packet has it.
pub(super) fn request(packet: &str) -> Option<String> {
    let (_, from) = packet.split_once(BEGINS)?;
    let (inside, _) = from.split_once(ENDS)?;
    Some(plain(inside))
}

/// XML has no place for two characters that JSON can also write as escapes.
fn json_for_xml(json: &str) -> String {
    json.replace('\u{fffe}', "\\ufffe").replace('\u{ffff}', "\\uffff")
}

/// Whether XML 1.0 can hold a character.
const fn is_character(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The text behind the escapes that we write; `&amp;` last, so that nothing is read twice.
fn plain(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}
