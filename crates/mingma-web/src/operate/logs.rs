//! Structured logs: lines of JSON, or lines for people.

use tracing::Subscriber;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;

/// How lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Text,
    /// An object a line.
    Json,
}

/// What is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// What failed.
    Error,
    /// And what may fail soon.
    Warn,
    /// And one line a request.
    Info,
    /// And what helps to find a fault.
    Debug,
}

impl Level {
    fn filter(self) -> LevelFilter {
        match self {
            Self::Error => LevelFilter::ERROR,
            Self::Warn => LevelFilter::WARN,
            Self::Info => LevelFilter::INFO,
            Self::Debug => LevelFilter::DEBUG,
        }
    }
}

/// Who writes the lines. Only the house's own crates are heard, at every level: what a
/// library tells of a request, nobody here has read.
pub fn subscriber<W>(format: Format, level: Level, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(writer);
    let lines = match format {
        Format::Text => lines.boxed(),
        Format::Json => lines.json().flatten_event(true).boxed(),
    };
    let ours = Targets::new().with_target("mingma", level.filter());
    tracing_subscriber::registry().with(lines.with_filter(ours))
}

/// Lets this process write its log on stderr; the first call of a process counts.
///
/// A panic is told by its place alone: its message may hold what somebody sent.
pub fn begin(format: Format, level: Level) {
    if tracing::subscriber::set_global_default(subscriber(format, level, std::io::stderr)).is_ok() {
        std::panic::set_hook(Box::new(|panic| {
            let (file, line) = panic.location().map_or(("", 0), |place| (place.file(), place.line()));
            tracing::error!(target: "mingma::panic", file, line, "panicked");
        }));
    }
}
