//! The head of the chain: which seal is the newest, authenticated by a key, so that seals cannot be
//! removed from the end unnoticed. Its row is the lock of all transactions that seal.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr,
};

use crate::storage::{
    StorageError, Tx,
    entity::{
        history_head::{Column, Entity, Model},
        history_seal,
    },
    seal::Sealer,
    view::{Result, View},
};

/// The id of the one row.
const HEAD: i16 = 1;
/// How often the head is read before it counts as wrong.
const LOOKS: u32 = 3;

impl Tx {
    /// Locks the head until the transaction ends, so that others that seal wait. On SQLite a
    /// transaction that writes is the only one.
    pub(super) async fn lock_history_head(&self) -> Result<Model> {
        let head = Entity::find_by_id(HEAD).lock_exclusive().one(&self.connection).await?;
        head.ok_or_else(|| StorageError::corrupt("history_head", "id", Some(HEAD.into())))
    }

    pub(super) async fn put_history_head(&self, newest: i64, seal: &[u8]) -> Result<()> {
        let key = self.sealer.newest();
        let chain = self.sealer.chain(key).ok_or(StorageError::OtherKey)?;
        Entity::update_many()
            .col_expr(Column::SealId, Expr::val(newest))
            .col_expr(Column::KeyNumber, Expr::val(i16::from(key)))
            .col_expr(Column::Mac, Expr::val(chain.seal(&text(newest, seal))))
            .filter(Column::Id.eq(HEAD))
            .exec(&self.connection)
            .await?;
        Ok(())
    }
}

impl<C: ConnectionTrait> View<C> {
    /// Returns whether the head names an existing seal as the newest one, and none before `newest`.
    /// Reads it again if not, because others may be sealing or rotating the key meanwhile.
    pub(super) async fn head_holds(&self, newest: i64) -> Result<bool> {
        for _ in 0..LOOKS {
            let Some(head) = Entity::find_by_id(HEAD).one(&self.connection).await? else {
                return Ok(false);
            };
            let named = self.seal_of(head.seal_id).await?;
            if head.seal_id >= newest && names(&head, named.as_ref(), &self.sealer) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Returns whether the head names this seal as the newest one.
pub(super) fn names(head: &Model, newest: Option<&history_seal::Model>, sealer: &Sealer) -> bool {
    let Some(newest) = newest else { return head.seal_id == 0 && head.mac.is_empty() };
    let chain = u8::try_from(head.key_number).ok().and_then(|number| sealer.chain(number));
    let mac = chain.map(|chain| chain.seal(&text(newest.id, &newest.seal)));
    head.seal_id == newest.id && mac.as_ref() == Some(&head.mac)
}

fn text(newest: i64, seal: &[u8]) -> Vec<u8> {
    [b"head of the history".as_slice(), &newest.to_be_bytes(), seal].concat()
}
