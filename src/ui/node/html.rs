//! Writes nodes as HTML, on the server.

use super::{Attribute, Element, Node, Value};
use leptos::tachys::view::Position;

/// What has no children and no end. Pages use no other such elements.
const VOID: [&str; 2] = ["input", "img"];

/// What stands for the place of something that may not be there.
const MARKER: &str = "<!>";

impl Node {
    /// Writes it after what is at `position`, which then is itself.
    pub(super) fn write(self, html: &mut String, position: &mut Position) {
        match self {
            Node::Text(text) => {
                // Else the browser would read two texts as one.
                if *position == Position::NextChildAfterText {
                    html.push_str(MARKER);
                }
                // A text of no length would be none.
                escape(if text.is_empty() { " " } else { &text }, html);
                *position = Position::NextChildAfterText;
            }
            Node::Element(element) => {
                element.write(html);
                *position = Position::NextChild;
            }
            Node::Several(nodes) => {
                for node in nodes {
                    node.write(html, position);
                }
            }
            Node::Live(mut draw) => {
                draw().write(html, position);
                html.push_str(MARKER);
                *position = Position::NextChild;
            }
        }
    }
}

impl Element {
    fn write(self, html: &mut String) {
        html.push('<');
        html.push_str(self.tag);
        for (name, value) in self.attributes {
            let value = match value {
                Attribute::Fixed(value) => value,
                Attribute::Live(mut value) => value(),
            };
            let Value(Some(value)) = value else { continue };
            html.push(' ');
            html.push_str(name);
            if !value.is_empty() {
                html.push_str("=\"");
                escape(&value, html);
                html.push('"');
            }
        }
        html.push('>');
        if VOID.contains(&self.tag) {
            return;
        }
        let mut position = Position::FirstChild;
        for child in self.children {
            child.write(html, &mut position);
        }
        html.push_str("</");
        html.push_str(self.tag);
        html.push('>');
    }
}

/// Writes a text so that it means itself, between tags and between double quotes alike.
fn escape(text: &str, html: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'&' | b'<' | b'>' | b'"')) {
        let (before, special) = rest.split_at(at);
        html.push_str(before);
        html.push_str(match special.as_bytes().first() {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            Some(b'>') => "&gt;",
            _ => "&quot;",
        });
        rest = special.get(1..).unwrap_or_default();
    }
    html.push_str(rest);
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::super::{Node, element, live, several};
    use leptos::tachys::view::Position;

    fn html(node: impl Into<Node>) -> String {
        let mut html = String::new();
        node.into().write(&mut html, &mut Position::FirstChild);
        html
    }

    #[test]
    fn web_06_what_a_person_typed_stays_text() {
        let typed = "<script>\"'&amp;".to_owned();
        let drawn = html(element("p").set("title", typed.clone()).with(typed));
        assert_eq!(drawn, "<p title=\"&lt;script&gt;&quot;'&amp;amp;\">&lt;script&gt;&quot;'&amp;amp;</p>");
    }

    #[test]
    fn attributes_are_there_or_not() {
        assert_eq!(html(element("input").set("required", true).set("hidden", false).set("id", None::<String>)), "<input required>");
    }

    #[test]
    fn texts_stay_apart_and_what_may_come_has_its_place() {
        assert_eq!(html(several(["a", "b"])), "a<!>b");
        assert_eq!(html(element("p").with(live(|| None::<Node>)).with("")), "<p><!> </p>");
    }
}
