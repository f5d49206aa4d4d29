//! How a letter is laid out: as text and as HTML, in the reader's language and direction, legible on a dark screen.

use askama::Template;

use crate::locale::Texts;
use crate::server::config::Brand;

/// A letter, ready to be sent.
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// A part of a letter.
pub enum Block {
    Text(String),
    Code(String),
    Button { label: String, url: String },
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<!doctype html>
<html lang="{{ lang }}" dir="{{ dir }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{{ subject }}</title>
<style>
:root { color-scheme: light dark }
body { margin: 0; padding: 24px; background: #f4f2ec; color: #1f2623; font: 16px/1.55 system-ui, "Segoe UI", "Noto Sans", "Noto Sans Arabic", sans-serif }
main { max-width: 32em; margin: 0 auto; padding: 32px; background: #fffdf8; border: 1px solid #dcd7ca; border-radius: 12px }
p { margin: 0 0 16px; overflow-wrap: anywhere }
.code { font: 600 32px/1.2 ui-monospace, Consolas, monospace; letter-spacing: .18em; direction: ltr; unicode-bidi: isolate; text-align: center; user-select: all; -webkit-user-select: all; overflow-wrap: anywhere }
.button { display: inline-block; padding: 12px 20px; background: {{ colour }}; color: {{ ink }}; border-radius: 8px; text-decoration: none; font-weight: 600 }
.address { font-size: 13px; overflow-wrap: anywhere; direction: ltr; unicode-bidi: isolate }
footer { border-top: 1px solid #dcd7ca; padding-top: 16px; font-size: 14px; color: #5c645f }
@media (prefers-color-scheme: dark) {
  body { background: #151917; color: #e9ebe6 }
  main { background: #1d2320; border-color: #39413c }
  footer { border-color: #39413c; color: #a9b2ac }
}
</style>
</head>
<body>
<main>
{%- for block in blocks %}
{%- match block %}
{%- when Block::Text with (text) %}
<p>{{ text }}</p>
{%- when Block::Code with (code) %}
<p class="code">{{ code }}</p>
{%- when Block::Button with { label, url } %}
<p><a class="button" href="{{ url }}">{{ label }}</a></p>
<p class="address">{{ url }}</p>
{%- endmatch %}
{%- endfor %}
<footer>{% for line in footer %}<p>{{ line }}</p>{% endfor %}</footer>
</main>
</body>
</html>
"#
)]
struct Page<'a> {
    colour: String,
    ink: String,
    lang: &'static str,
    dir: &'static str,
    subject: &'a str,
    blocks: &'a [Block],
    footer: &'a [String],
}

impl Letter {
    /// Lays a letter out between the greeting and the signature. `None` only if the layout itself is broken.
    pub fn lay_out(texts: &Texts, brand: &Brand, to: String, subject: String, body: Vec<Block>) -> Option<Self> {
        let mut blocks = vec![Block::Text(texts.letter_greeting().to_owned())];
        blocks.extend(body);
        let footer = [texts.letter_signature(&brand.name), texts.letter_no_reply(&brand.support)];
        let language = texts.language();
        let page = Page {
            colour: brand.colour.to_string(),
            ink: brand.ink.to_string(),
            lang: language.code(),
            dir: language.dir(),
            subject: &subject,
            blocks: &blocks,
            footer: &footer,
        };
        let html = page.render().ok()?;
        let paragraphs = blocks.iter().map(|block| match block {
            Block::Text(text) => text.clone(),
            Block::Code(code) => format!("    {code}"),
            Block::Button { label, url } => format!("{label}\n{url}"),
        });
        let text = paragraphs.chain(["--".to_owned()]).collect::<Vec<_>>().join("\n\n");
        Some(Self { to, subject, text: format!("{text}\n{}\n", footer.join("\n")), html })
    }
}
