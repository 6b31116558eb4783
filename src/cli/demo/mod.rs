//! `shuniu demo`: the main job on real data, played through the service's own HTTP API in a sandbox; then it keeps serving.

mod clock;
mod load;
mod meeting;
mod open_call;
mod people;
mod story;
mod teller;
mod told;
mod waiting;

use std::path::PathBuf;
use std::time::Instant;

use clap::{Args, ValueEnum};

use super::serve::Running;
use crate::app;
use crate::cli::say::say;
use crate::platform::config::{Config, Overrides, prepare_data_dir};
use crate::platform::sandbox::Mode;
use crate::platform::telemetry;
use crate::platform::time::Timestamp;
use waiting::Places;

/// Monday 2026-03-02, nine o'clock in Shanghai: where the story begins.
const BEGIN: &str = "2026-03-02T09:00:00+08:00";

#[derive(Args)]
pub(super) struct Demo {
    /// What is played: a purchase from the need to the contract (S29), or a matching meeting of 54 organisations and 36 needs (S14).
    #[arg(long, value_enum, default_value_t = Story::Purchase)]
    story: Story,
    /// Stop after the story instead of serving.
    #[arg(long)]
    exit: bool,
    /// Address and port, over server.bind.
    #[arg(long, value_name = "ADDRESS:PORT")]
    bind: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Story {
    Purchase,
    Meeting,
}

impl Story {
    /// Each story has a folder of its own.
    fn folder(self) -> PathBuf {
        PathBuf::from(match self {
            Self::Purchase => "data/demo",
            Self::Meeting => "data/demo-meeting",
        })
    }
}

impl Demo {
    pub(super) fn run(self, overrides: Overrides) -> anyhow::Result<()> {
        let data_dir = overrides.data_dir.clone().unwrap_or_else(|| self.story.folder());
        let overrides = Overrides { bind: self.bind, data_dir: Some(data_dir), key_files: true, ..overrides };
        let mut config = Config::load(&overrides)?;
        prepare_data_dir(&config.data.dir)?;
        // The story is what the terminal is for; what goes wrong still shows.
        config.log.level = "warn".into();
        telemetry::start(&config.log).map_err(anyhow::Error::msg)?;
        actix_web::rt::System::new().block_on(play(config, self.story, self.exit))
    }
}

async fn play(config: Config, story: Story, exit: bool) -> anyhow::Result<()> {
    let begun = Instant::now();
    let begin = Timestamp::parse(BEGIN).ok_or_else(|| anyhow::anyhow!("the story has no beginning"))?;
    let started = app::start(config, Mode::Sandbox { begin }).await?;
    let (platform, registry) = (started.platform.clone(), started.registry.clone());
    app::fill_memory(&platform).await?;
    let mut running = Running::begin(&platform, &registry, clock::page(registry.clone()))?;
    let places = if let Some(places) = told::places(&platform).await? {
        say!("这个文件夹里的演示已经讲完，直接提供服务。The story on this folder has been told; serving.");
        places
    } else {
        let people = load::load(&running.address, &platform, &registry).await?;
        let (project, places) = match story {
            Story::Purchase => {
                let (project, places) = story::tell(&running.address, &platform, &registry, &people).await?;
                (Some(project), places)
            }
            Story::Meeting => {
                meeting::tell(&running.address, &platform, &registry, &people).await?;
                (None, Places::default())
            }
        };
        told::remember(&platform, &places).await?;
        told::table(&platform, project, begun.elapsed()).await?;
        places
    };
    if exit {
        return running.stop().await;
    }
    running.work();
    places.print(&running.address);
    people::logins(&running.address, &platform)?;
    running.until_signalled().await
}
