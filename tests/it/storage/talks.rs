//! Conversation state.

use super::given::{minutes, noon};
use crate::harness::database::TestDatabase;

async fn a_conversation_survives_a_restart_until_it_ends(database: TestDatabase) {
    let store = database.store.clone();
    assert_eq!(store.talk("U1").await.unwrap(), None);
    for (state, later) in [("asked for the number", 0), ("asked for the birth date", 1)] {
        let tx = store.begin().await.unwrap();
        tx.save_talk("U1", state.as_bytes(), noon() + minutes(later)).await.unwrap();
        tx.commit().await.unwrap();
    }

    let restarted = database.reopen().await;
    let talk = restarted.talk("U1").await.unwrap().unwrap();
    assert_eq!(talk.state, b"asked for the birth date");
    assert_eq!(talk.updated_at, noon() + minutes(1));
    assert!(!format!("{talk:?}").contains("asked"));
    assert_eq!(restarted.talk("U2").await.unwrap(), None);

    let tx = restarted.begin().await.unwrap();
    tx.end_talk("U1").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(restarted.talk("U1").await.unwrap(), None);
}

both!(a_conversation_survives_a_restart_until_it_ends);
