//! Checks every part of a message against LINE's limits.

use line_bot_sdk_rust::line_messaging_api::models::{
    Action, DatetimePickerAction, FlexBox, FlexBubble, FlexComponent, FlexContainer, FlexMessage,
    Message, PostbackAction, QuickReply,
};
use reqwest::Url;

use super::{limits, outgoing::Unsendable};

type Measured = Result<(), Unsendable>;

pub(super) fn message(message: &Message) -> Measured {
    match message {
        Message::TextMessage(text) => {
            within("text", limits::utf16(&text.text), limits::TEXT)?;
            said("text", &text.text)?;
            quick_replies(text.quick_reply.as_deref())
        }
        Message::FlexMessage(card) => {
            flex(card)?;
            quick_replies(card.quick_reply.as_deref())
        }
        _ => unreachable!("only text and flex can be constructed"),
    }
}

/// Checks an action of a card, a quick reply or a rich menu, which differ in the label's limit.
pub(crate) fn action(action: &Action, label_limit: usize) -> Measured {
    match action {
        Action::PostbackAction(it) => {
            label(it.label.as_deref(), label_limit)?;
            postback(it)
        }
        Action::MessageAction(it) => {
            label(it.label.as_deref(), label_limit)?;
            let text = it.text.as_deref().unwrap_or_default();
            said("text of a message action", text)?;
            within("text of a message action", limits::graphemes(text), limits::SAID_TEXT)
        }
        Action::UriAction(it) => {
            label(it.label.as_deref(), label_limit)?;
            let uri = it.uri.as_deref().unwrap_or_default();
            address("uri", uri, limits::URI, &["http", "https", "line", "tel"])
        }
        Action::DatetimePickerAction(it) => {
            label(it.label.as_deref(), label_limit)?;
            data(it.data.as_deref())?;
            days(it)
        }
        Action::RichMenuSwitchAction(it) => {
            label(it.label.as_deref(), label_limit)?;
            data(it.data.as_deref())?;
            let alias = it.rich_menu_alias_id.as_deref().unwrap_or_default();
            within("alias of a rich menu", alias.len(), limits::RICH_MENU_ALIAS)
        }
        _ => unreachable!("only the five above can be constructed"),
    }
}

/// Checks that there is at least one and at most `limit`.
pub(crate) fn within(place: &'static str, found: usize, limit: usize) -> Measured {
    match found {
        0 => Err(Unsendable::Empty { place }),
        _ if found > limit => Err(Unsendable::TooMuch { place, found, limit }),
        _ => Ok(()),
    }
}

fn flex(card: &FlexMessage) -> Measured {
    within("altText", limits::utf16(&card.alt_text), limits::ALT_TEXT)?;
    said("altText", &card.alt_text)?;
    match card.contents.as_ref() {
        FlexContainer::FlexBubble(it) => bubble(it),
        FlexContainer::FlexCarousel(it) => carousel(&it.contents),
        FlexContainer::UnknownFlexContainer => unreachable!("cannot be constructed"),
    }?;
    bytes("carousel", card.contents.as_ref(), limits::CAROUSEL_BYTES)
}

fn carousel(bubbles: &[FlexBubble]) -> Measured {
    within("carousel", bubbles.len(), limits::BUBBLES)?;
    if bubbles.iter().any(|it| it.size != bubbles[0].size) {
        return Err(Unsendable::Sizes);
    }
    bubbles.iter().try_for_each(bubble)
}

fn bubble(it: &FlexBubble) -> Measured {
    let blocks = [&it.header, &it.body, &it.footer];
    if it.hero.is_none() && blocks.iter().all(|block| block.is_none()) {
        return Err(Unsendable::Empty { place: "bubble" });
    }
    bytes("bubble", it, limits::BUBBLE_BYTES)?;
    it.hero.as_deref().map_or(Ok(()), component)?;
    blocks.into_iter().flatten().try_for_each(|block| layout(block))?;
    flex_action(it.action.as_deref())
}

fn component(it: &FlexComponent) -> Measured {
    match it {
        FlexComponent::FlexBox(it) => layout(it),
        FlexComponent::FlexText(it) => {
            said("text of a card", it.text.as_deref().unwrap_or_default())?;
            flex_action(it.action.as_deref())
        }
        FlexComponent::FlexButton(it) => action(&it.action, limits::FLEX_LABEL),
        FlexComponent::FlexImage(it) => {
            address("url of an image", &it.url, limits::IMAGE_URL, &["https"])?;
            flex_action(it.action.as_deref())
        }
        FlexComponent::FlexSeparator(_) => Ok(()),
        _ => unreachable!("only the five above can be constructed"),
    }
}

fn layout(it: &FlexBox) -> Measured {
    it.contents.iter().try_for_each(component)?;
    flex_action(it.action.as_deref())
}

fn flex_action(it: Option<&Action>) -> Measured {
    it.map_or(Ok(()), |it| action(it, limits::FLEX_LABEL))
}

fn quick_replies(replies: Option<&QuickReply>) -> Measured {
    let Some(items) = replies.and_then(|replies| replies.items.as_ref()) else {
        return Ok(());
    };
    within("quick replies", items.len(), limits::QUICK_REPLIES)?;
    let mut actions = items.iter().filter_map(|item| item.action.as_deref());
    actions.try_for_each(|it| action(it, limits::QUICK_REPLY_LABEL))
}

fn label(text: Option<&str>, limit: usize) -> Measured {
    let text = text.unwrap_or_default();
    said("label", text)?;
    within("label", limits::graphemes(text), limit)
}

fn postback(it: &PostbackAction) -> Measured {
    data(it.data.as_deref())?;
    it.display_text.as_deref().map_or(Ok(()), |text| {
        said("displayText", text)?;
        within("displayText", limits::graphemes(text), limits::SAID_TEXT)
    })
}

fn data(data: Option<&str>) -> Measured {
    within("postback data", limits::utf16(data.unwrap_or_default()), limits::POSTBACK_DATA)
}

/// Checks the dates of a picker: `YYYY-MM-DD` from 1900-01-01 to 2100-12-31, the earliest before
/// the latest. Strings in this format sort like the days.
fn days(it: &DatetimePickerAction) -> Measured {
    let day = |text: &Option<String>, otherwise: &str| {
        text.clone().unwrap_or_else(|| otherwise.to_owned())
    };
    let (first, last) = (day(&it.min, "1900-01-01"), day(&it.max, "2100-12-31"));
    let initial = day(&it.initial, &first);
    let possible = |day: &String| ("1900-01-01"..="2100-12-31").contains(&day.as_str());
    let in_order = first < last && first <= initial && initial <= last;
    if in_order && [&first, &initial, &last].into_iter().all(possible) {
        Ok(())
    } else {
        Err(Unsendable::Days)
    }
}

fn address(place: &'static str, text: &str, limit: usize, schemes: &[&str]) -> Measured {
    within(place, limits::utf16(text), limit)?;
    let known = Url::parse(text).is_ok_and(|url| schemes.contains(&url.scheme()));
    if known && text.is_ascii() { Ok(()) } else { Err(Unsendable::Address { place }) }
}

fn said(place: &'static str, text: &str) -> Measured {
    if text.trim().is_empty() { Err(Unsendable::Empty { place }) } else { Ok(()) }
}

fn bytes(place: &'static str, it: &impl serde::Serialize, limit: usize) -> Measured {
    let json = serde_json::to_vec(it).map_err(|_| Unsendable::NotJson)?;
    within(place, json.len(), limit)
}
