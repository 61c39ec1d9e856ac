//! `/metrics`: figures in the text format of OpenMetrics, which Prometheus reads.
//!
//! Labels are templates of routes and words of closed lists. Still, who sees each refusal
//! at the second that it happens may guess at somebody: so figures are for this machine,
//! unless the operator opens them.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, FORWARDED, HeaderMap, VIA};
use axum::response::{IntoResponse, Response};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric, MetricEncoder, NoLabelSet, text};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::{ConstCounter, Counter};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::{Kept, Peer, STEPS, Timed};

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// Every figure's name begins so.
const PREFIX: &str = "mingma";

/// Who may read the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Programs of this machine that speak to it themselves; what a proxy passes on is refused.
    Local,
    /// Anybody.
    Open,
}

/// The figures, and who may read them.
#[derive(Clone)]
pub(super) struct Shown {
    pub meters: Arc<Meters>,
    pub reach: Reach,
}

type Labels = Vec<(&'static str, String)>;

/// Counts requests; the register counts the rest itself.
pub(super) struct Meters {
    registry: Registry,
    requests: Family<Labels, Counter>,
    seconds: Family<Labels, Histogram, fn() -> Histogram>,
}

impl Meters {
    pub fn new(kept: Arc<dyn Kept>) -> Self {
        let requests = Family::default();
        let seconds: Family<Labels, Histogram, fn() -> Histogram> = Family::new_with_constructor(histogram);
        let mut registry = Registry::with_prefix(PREFIX);
        registry.register("requests", "Requests answered, by route and status", requests.clone());
        let help = "From the head of a request until its answer was ready, by route";
        registry.register_with_unit("request", help, Unit::Seconds, seconds.clone());
        registry.register_collector(Box::new(Register(kept)));
        Self { registry, requests, seconds }
    }

    pub fn count(&self, route: &str, status: u16, took: Duration) {
        let route = ("route", route.to_owned());
        self.requests.get_or_create(&vec![route.clone(), ("status", status.to_string())]).inc();
        self.seconds.get_or_create(&vec![route]).observe(took.as_secs_f64());
    }
}

fn histogram() -> Histogram {
    // It adds the step that has no end by itself.
    Histogram::new(STEPS.into_iter().filter(|step| step.is_finite()))
}

/// The register, asked at each reading.
struct Register(Arc<dyn Kept>);

impl fmt::Debug for Register {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Register")
    }
}

impl Collector for Register {
    fn encode(&self, mut to: DescriptorEncoder<'_>) -> fmt::Result {
        let (health, figures) = (self.0.health(), self.0.figures());
        counts(&mut to, "acts", "Acts kept, by class.", "class", &figures.acts)?;
        counts(&mut to, "refusals", "Refusals, by code.", "code", &figures.refusals)?;
        timed(&mut to, "append", "From the call to append until the act was durable.", figures.append)?;
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        for (name, help, value) in [
            ("act_newest", "The number of the newest act kept.", number(health.newest)),
            (
                "act_published",
                "The number of the newest act that a published checkpoint covers.",
                number(health.published),
            ),
            ("act_board", "The number of the act that the board has come to.", number(health.board)),
            ("writing", "1 while acts are taken.", health.writing.into()),
            ("store_reachable", "1 while the store answers.", health.store.into()),
            ("sequencer_running", "1 until the sequencer stops.", health.sequencer.is_none().into()),
        ] {
            ConstGauge::new(value).encode(to.encode_descriptor(name, help, None, MetricType::Gauge)?)?;
        }
        for (name, help, value) in [
            (
                "published_lag",
                "Since the oldest act was sealed that no published checkpoint covers.",
                figures.published_lag,
            ),
            ("board_lag", "Since the oldest published act was sealed that the board has not taken.", figures.board_lag),
        ] {
            ConstGauge::new(value).encode(to.encode_descriptor(
                name,
                help,
                Some(&Unit::Seconds),
                MetricType::Gauge,
            )?)?;
        }
        Ok(())
    }
}

fn counts<'c>(
    to: &mut DescriptorEncoder<'_>,
    name: &str,
    help: &str,
    label: &str,
    counted: impl IntoIterator<Item = (&'c &'static str, &'c u64)>,
) -> fmt::Result {
    let mut family: MetricEncoder<'_> = to.encode_descriptor(name, help, None, MetricType::Counter)?;
    for (word, count) in counted {
        ConstCounter::new(*count).encode(family.encode_family(&[(label, *word)])?)?;
    }
    Ok(())
}

fn timed(to: &mut DescriptorEncoder<'_>, name: &str, help: &str, timed: Timed) -> fmt::Result {
    let steps: Vec<(f64, u64)> = STEPS.into_iter().zip(timed.counts).collect();
    to.encode_descriptor(name, help, Some(&Unit::Seconds), MetricType::Histogram)?.encode_histogram::<NoLabelSet>(
        timed.sum,
        timed.counts.iter().sum(),
        &steps,
        None,
    )
}

/// The figures, to whom they are for; to others there is nothing here.
pub(super) async fn get(State(shown): State<Shown>, request: Request) -> Response {
    let peer = request.extensions().get::<Peer>();
    if shown.reach == Reach::Local && !is_local(peer, request.headers()) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let written = tokio::task::spawn_blocking(move || {
        let mut out = String::new();
        text::encode(&mut out, &shown.meters.registry).map(|()| out)
    });
    match written.await {
        Ok(Ok(figures)) => ([(CONTENT_TYPE, OPEN_METRICS)], figures).into_response(),
        _ => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// True of a program of this machine that asks for itself.
fn is_local(peer: Option<&Peer>, headers: &HeaderMap) -> bool {
    let passed_on =
        headers.contains_key(FORWARDED) || headers.contains_key(VIA) || headers.contains_key("x-forwarded-for");
    !passed_on && peer.is_some_and(|peer| peer.0.ip().to_canonical().is_loopback())
}
