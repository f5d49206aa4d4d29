//! Nodes in the browser: drawn, taken over from the server, renewed.

use std::cell::OnceCell;
use std::rc::Rc;

use leptos::reactive::effect::RenderEffect;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::no_attrs;
use leptos::tachys::renderer::{CastFrom as _, RemoveEventHandler, Rndr, types};
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderFlags, RenderHtml};

use super::{Attribute, Cow, Element, Listener, Node, Value};

/// A node that is drawn.
pub enum State {
    Text(types::Text, Cow<'static, str>),
    Element(Drawn),
    Several(Vec<State>),
    /// What is drawn now, and the place behind it.
    Live(RenderEffect<State>, Rc<OnceCell<types::Placeholder>>),
}

/// An element that is drawn.
pub struct Drawn {
    tag: &'static str,
    node: types::Element,
    attributes: Vec<(&'static str, Held)>,
    /// They end with the element.
    _listeners: Vec<RemoveEventHandler<types::Element>>,
    children: Vec<State>,
}

enum Held {
    Fixed(Value),
    /// It is written as long as it is held.
    Live {
        _effect: RenderEffect<Value>,
    },
}

/// Where a node stands that the server has drawn; nothing where it is drawn here.
type Place<'a> = Option<(&'a Cursor, &'a PositionState)>;

impl Node {
    fn draw(self, place: Place<'_>) -> State {
        match self {
            Node::Text(text) => State::Text(place.map_or_else(|| Rndr::create_text_node(&text), take_text), text),
            Node::Element(element) => State::Element(element.draw(place)),
            Node::Several(nodes) => State::Several(nodes.into_iter().map(|node| node.draw(place)).collect()),
            Node::Live(draw) => live(draw, place),
        }
    }

    /// Whether what is drawn can take its place by changes of text and attributes alone.
    fn fits(&self, state: &State) -> bool {
        match (self, state) {
            (Node::Text(_), State::Text(..)) => true,
            (Node::Element(new), State::Element(old)) => {
                let fixed = |(at, (name, value)): (usize, &(&str, Attribute))| {
                    let held = old.attributes.get(at);
                    matches!((value, held), (Attribute::Fixed(_), Some((known, Held::Fixed(_)))) if known == name)
                };
                new.tag == old.tag
                    && new.listeners.is_empty()
                    && new.attributes.iter().enumerate().all(fixed)
                    && all_fit(&new.children, &old.children)
            }
            (Node::Several(new), State::Several(old)) => all_fit(new, old),
            _ => false,
        }
    }

    /// Writes what differs into what it [fits](Self::fits).
    fn fill(self, state: &mut State) {
        match (self, state) {
            (Node::Text(new), State::Text(node, old)) if new != *old => {
                Rndr::set_text(node, &new);
                *old = new;
            }
            (Node::Element(new), State::Element(old)) => {
                for ((name, value), (_, held)) in new.attributes.into_iter().zip(&mut old.attributes) {
                    if let (Attribute::Fixed(value), Held::Fixed(held)) = (value, held)
                        && value != *held
                    {
                        write(&old.node, name, &value);
                        *held = value;
                    }
                }
                fill_all(new.children, &mut old.children);
            }
            (Node::Several(new), State::Several(old)) => fill_all(new, old),
            _ => {}
        }
    }
}

fn all_fit(new: &[Node], old: &[State]) -> bool {
    new.len() == old.len() && new.iter().zip(old).all(|(new, old)| new.fits(old))
}

fn fill_all(new: Vec<Node>, old: &mut [State]) {
    new.into_iter().zip(old).for_each(|(new, old)| new.fill(old));
}

impl Element {
    fn draw(self, place: Place<'_>) -> Drawn {
        let node = place.map_or_else(|| Rndr::create_element(self.tag, None), take_element);
        let is_new = place.is_none();
        let attributes = self.attributes.into_iter().map(|(name, value)| (name, hold(&node, name, value, is_new))).collect();
        let listeners = self.listeners.into_iter().map(|listener: Listener| listener.attach(&node)).collect();
        if let Some((_, position)) = place {
            position.set(Position::FirstChild);
        }
        let mut children: Vec<State> = self.children.into_iter().map(|child| child.draw(place)).collect();
        match place {
            Some((cursor, position)) => {
                cursor.set(node.clone().into());
                position.set(Position::NextChild);
            }
            None => children.iter_mut().for_each(|child| child.mount(&node, None)),
        }
        Drawn { tag: self.tag, node, attributes, _listeners: listeners, children }
    }
}

fn hold(node: &types::Element, name: &'static str, value: Attribute, is_new: bool) -> Held {
    match value {
        Attribute::Fixed(value) => {
            if is_new && value.0.is_some() {
                write(node, name, &value);
            }
            Held::Fixed(value)
        }
        Attribute::Live(mut value) => {
            let node = node.clone();
            let effect = RenderEffect::new(move |before: Option<Value>| {
                let value = value();
                let is_known = before.map_or(!is_new, |before| before == value);
                if !is_known {
                    write(&node, name, &value);
                }
                value
            });
            Held::Live { _effect: effect }
        }
    }
}

fn write(node: &types::Element, name: &str, Value(value): &Value) {
    match value {
        Some(value) => Rndr::set_attribute(node, name, value),
        None => Rndr::remove_attribute(node, name),
    }
}

fn live(mut draw: Box<dyn FnMut() -> Node + Send>, place: Place<'_>) -> State {
    let marker = Rc::new(OnceCell::<types::Placeholder>::new());
    let (behind, mut at) = (marker.clone(), place.map(|(cursor, position)| (cursor.clone(), position.clone())));
    let effect = RenderEffect::new(move |before: Option<State>| {
        let node = draw();
        match before {
            Some(mut state) if node.fits(&state) => {
                node.fill(&mut state);
                state
            }
            Some(mut state) => {
                state.unmount();
                let mut state = node.draw(None);
                if let Some(marker) = behind.get() {
                    Rndr::try_mount_before(&mut state, marker);
                }
                state
            }
            None => {
                let at = at.take();
                node.draw(at.as_ref().map(|(cursor, position)| (cursor, position)))
            }
        }
    });
    let _ = marker.set(place.map_or_else(Rndr::create_placeholder, |(cursor, position)| cursor.next_placeholder(position)));
    State::Live(effect, marker)
}

/// The element that comes next.
fn take_element((cursor, position): (&Cursor, &PositionState)) -> types::Element {
    match position.get() {
        Position::Current => {}
        Position::FirstChild => cursor.child(),
        _ => cursor.sibling(),
    }
    types::Element::cast_from(cursor.current()).unwrap_or_else(|| lost())
}

/// The text that comes next.
fn take_text((cursor, position): (&Cursor, &PositionState)) -> types::Text {
    match position.get() {
        Position::FirstChild => cursor.child(),
        // A mark keeps the two apart.
        Position::NextChildAfterText => {
            cursor.sibling();
            cursor.sibling();
        }
        _ => cursor.sibling(),
    }
    position.set(Position::NextChildAfterText);
    types::Text::cast_from(cursor.current()).unwrap_or_else(|| lost())
}

/// The page is not what the server has drawn: the script must not touch it.
fn lost() -> ! {
    panic!("the page is not the one that the server has drawn")
}

impl Mountable for State {
    fn unmount(&mut self) {
        match self {
            State::Text(node, _) => Rndr::remove(node),
            State::Element(drawn) => Rndr::remove(&drawn.node),
            State::Several(states) => states.iter_mut().for_each(Mountable::unmount),
            State::Live(effect, marker) => {
                effect.unmount();
                if let Some(marker) = marker.get() {
                    Rndr::remove(marker);
                }
            }
        }
    }

    fn mount(&mut self, parent: &types::Element, before: Option<&types::Node>) {
        match self {
            State::Text(node, _) => Rndr::insert_node(parent, node, before),
            State::Element(drawn) => Rndr::insert_node(parent, &drawn.node, before),
            State::Several(states) => states.iter_mut().for_each(|state| state.mount(parent, before)),
            State::Live(effect, marker) => {
                effect.mount(parent, before);
                if let Some(marker) = marker.get() {
                    Rndr::insert_node(parent, marker, before);
                }
            }
        }
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        match self {
            State::Text(node, _) => insert(child, node),
            State::Element(drawn) => insert(child, &drawn.node),
            State::Several(states) => states.iter().any(|state| state.insert_before_this(child)),
            State::Live(effect, marker) => {
                effect.insert_before_this(child) || marker.get().is_some_and(|marker| insert(child, marker))
            }
        }
    }

    fn elements(&self) -> Vec<types::Element> {
        match self {
            State::Text(..) => Vec::new(),
            State::Element(drawn) => vec![drawn.node.clone()],
            State::Several(states) => states.iter().flat_map(Mountable::elements).collect(),
            State::Live(effect, _) => effect.elements(),
        }
    }
}

fn insert(child: &mut dyn Mountable, before: &types::Node) -> bool {
    let parent = Rndr::get_parent(before).and_then(types::Element::cast_from);
    parent.is_some_and(|parent| {
        child.mount(&parent, Some(before));
        true
    })
}

impl Render for Node {
    type State = State;

    fn build(self) -> State {
        self.draw(None)
    }

    fn rebuild(self, state: &mut State) {
        if self.fits(state) {
            self.fill(state);
        } else {
            let mut new = self.draw(None);
            state.insert_before_this(&mut new);
            state.unmount();
            *state = new;
        }
    }
}

no_attrs!(Node);

impl RenderHtml for Node {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(self, html: &mut String, position: &mut Position, _: RenderFlags, _: Vec<AnyAttribute>) {
        self.write(html, position);
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> State {
        self.draw(Some((cursor, position)))
    }

    fn into_owned(self) -> Self {
        self
    }
}
