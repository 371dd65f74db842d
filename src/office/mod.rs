//! What the administration does. [`rich_menu`] draws the menu below the chat and puts it there.

pub mod rich_menu;
