//! The harness: the real app on a real socket and a real database, a database per test copied from a template.

pub mod client;
pub mod contract;
pub mod documents;
pub mod postgres;
pub mod tender;
pub mod town;
pub mod world;

pub use client::Client;
pub use world::World;

/// Runs a test on SQLite and on PostgreSQL. At its end nothing may be left in the queues.
///
/// ```ignore
/// on_both! {
///     async fn a_need_is_verified(world) {
///         let town = world.town().await;
///         …
///     }
/// }
/// ```
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($world:ident) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn test($world: &$crate::support::World) $body

            #[actix_web::test]
            async fn sqlite() {
                let world = $crate::support::World::sqlite().await;
                test(&world).await;
                world.finish().await;
            }

            #[actix_web::test]
            async fn postgres() {
                if let Some(world) = $crate::support::World::postgres().await {
                    test(&world).await;
                    world.finish().await;
                }
            }
        }
    )+};
}
