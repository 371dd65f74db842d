mod limits;
mod shape;
mod whatever;

use super::{Action, Message, Outgoing, Unsendable, flex};

fn card(contents: impl flex::Contents) -> Message {
    Message::flex("お知らせ", flex::bubble().body(flex::column(contents)))
}

fn sending(message: Message) -> Result<Outgoing, Unsendable> {
    Outgoing::new([message])
}

fn button(action: Action) -> Message {
    card(flex::button(action))
}

fn json(message: Message) -> String {
    serde_json::to_string(&sending(message).unwrap()).unwrap()
}
