//! `GET /bids/{id}`: as much of a bid as the caller may see.

use actix_web::{get, web};

use super::policy::{self, Sight};
use super::seal;
use super::store::{self, Bid};
use super::view::BidView;
use crate::access::{self, Entity, Shown};
use crate::areas;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, ProblemDocument, Reply, Result};
use crate::platform::ids::BidId;
use crate::projects::{self, Project};

/// Read one bid
///
/// The bidder reads its draft, and after submission metadata only; from the opening on, those who decide read the offer. That somebody
/// else than the bidder is shown an offer is recorded before it is.
#[utoipa::path(operation_id = "bids_get", tag = "bids", params(("id" = BidId, Path)), responses(
    (status = 200, description = "The bid", body = BidView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/bids/{id}")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    let id = BidId::parse(&id);
    let show = move |conn: &mut Conn, call: &Call| {
        let seen = seen(conn, call, id.as_ref())?;
        let view = view(conn, call, &seen)?;
        let is_shown = seen.sight == Sight::Content && view.offer.is_some();
        let shown = is_shown.then(|| Shown::new(call, "bids_get", Entity::Bid, &seen.bid.id, &seen.bid.project_id));
        Ok((Reply::ok(&view)?.version(seen.bid.version), shown))
    };
    cx.read_noted("bids_get", show, access::note).await
}

/// The bid as this caller sees it.
pub(super) fn view(conn: &mut Conn, call: &Call, seen: &Seen) -> Result<BidView> {
    let bid = &seen.bid;
    let open = policy::window(seen.project.status, seen.project.deadline, call.now).is_ok() && bid.round == seen.project.round;
    let in_charge = policy::is_in_charge(&call.actor, &seen.project, &seen.area);
    let current = store::submissions(conn, &bid.id)?.into_iter().next();
    let mut view = BidView::new(bid, current.as_ref(), policy::actions(&call.actor, bid, open, in_charge));
    if seen.sight == Sight::Own && bid.draft.is_some() {
        view = view.with_draft(seal::read_draft(&call.platform.keys, bid)?);
    }
    if seen.sight >= Sight::Content {
        for opening in store::openings_of(conn, std::slice::from_ref(&bid.id))? {
            view = view.with_offer(&opening)?;
        }
    }
    Ok(view)
}

/// A bid that the caller may know of, and where it lies.
pub(super) struct Seen {
    pub bid: Bid,
    pub project: Project,
    pub area: String,
    pub sight: Sight,
}

/// 404 where the caller may not know of the bid.
pub(super) fn seen(conn: &mut Conn, call: &Call, id: Option<&BidId>) -> Result<Seen> {
    let bid = store::find_some(conn, id)?.ok_or_else(policy::unknown)?;
    let project = projects::find(conn, &bid.project_id)?.ok_or_else(policy::unknown)?;
    let area = areas::path_of(conn, &project.area_code, "/area_code")?;
    let seat = store::seat_of(conn, &project.id, call.actor.user_id())?;
    match policy::sight(&call.actor, &project, &area, seat, &bid) {
        Sight::Nothing => Err(policy::unknown()),
        sight => Ok(Seen { bid, project, area, sight }),
    }
}
