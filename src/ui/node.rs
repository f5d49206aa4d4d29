//! What pages are made of: elements and texts, as values of one type.
//!
//! `view!` gives every element a type of its own, and with it code of its own to draw it, to take it over from the server and to renew
//! it. Those were more than half of what a browser had to load (docs/performance.md). Here an element is told apart from others when it is
//! drawn; effects, signals, owners and the walk over what the server has drawn are Leptos' own.

mod html;
mod state;

use std::borrow::Cow;

use leptos::tachys::html::event::{Custom, On, on};
use leptos::web_sys::Event;

/// A part of a page.
pub enum Node {
    Text(Cow<'static, str>),
    Element(Element),
    Several(Vec<Node>),
    /// Drawn again whenever something that it reads changes.
    Live(Box<dyn FnMut() -> Node + Send>),
}

/// An element, under construction.
pub struct Element {
    tag: &'static str,
    attributes: Vec<(&'static str, Attribute)>,
    listeners: Vec<Listener>,
    children: Vec<Node>,
}

enum Attribute {
    Fixed(Value),
    Live(Box<dyn FnMut() -> Value + Send>),
}

type Listener = On<Custom<Event>, Box<dyn FnMut(Event)>>;

/// What an attribute holds; nothing where it is not there.
#[derive(PartialEq, Eq)]
pub struct Value(Option<Cow<'static, str>>);

/// An element without attributes and children.
pub fn element(tag: &'static str) -> Element {
    Element { tag, attributes: Vec::new(), listeners: Vec::new(), children: Vec::new() }
}

/// What is drawn again whenever something that it reads changes.
pub fn live<N: Into<Node>>(mut draw: impl FnMut() -> N + Send + 'static) -> Node {
    Node::Live(Box::new(move || draw().into()))
}

/// One after the other.
pub fn several<N: Into<Node>>(nodes: impl IntoIterator<Item = N>) -> Node {
    Node::Several(nodes.into_iter().map(Into::into).collect())
}

impl Element {
    /// With an attribute.
    pub fn set(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.attributes.push((name, Attribute::Fixed(value.into())));
        self
    }

    /// With an attribute that changes with what it reads.
    pub fn follow<V: Into<Value>>(mut self, name: &'static str, mut value: impl FnMut() -> V + Send + 'static) -> Self {
        self.attributes.push((name, Attribute::Live(Box::new(move || value().into()))));
        self
    }

    /// With something to do when an event comes.
    pub fn on(mut self, event: &'static str, act: impl FnMut(Event) + 'static) -> Self {
        self.listeners.push(on(Custom::new(event), Box::new(act)));
        self
    }

    /// With a child, after those that it has.
    pub fn with(mut self, child: impl Into<Node>) -> Self {
        self.children.push(child.into());
        self
    }
}

impl From<Element> for Node {
    fn from(element: Element) -> Self {
        Node::Element(element)
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Node::Text(text.into())
    }
}

impl From<&'static str> for Node {
    fn from(text: &'static str) -> Self {
        Node::Text(text.into())
    }
}

impl From<Vec<Node>> for Node {
    fn from(nodes: Vec<Node>) -> Self {
        Node::Several(nodes)
    }
}

impl<N: Into<Node>> From<Option<N>> for Node {
    fn from(node: Option<N>) -> Self {
        several(node)
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Value(Some(value.into()))
    }
}

impl From<&'static str> for Value {
    fn from(value: &'static str) -> Self {
        Value(Some(value.into()))
    }
}

impl From<bool> for Value {
    fn from(is_there: bool) -> Self {
        Value(is_there.then_some(Cow::Borrowed("")))
    }
}

impl<V: Into<Value>> From<Option<V>> for Value {
    fn from(value: Option<V>) -> Self {
        value.map_or(Value(None), Into::into)
    }
}
