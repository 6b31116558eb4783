//! `shuniu match rank`: the full score with the default weights.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;

use super::progress;
use crate::cli::say::Listeners;
use crate::matching::engine::rank_files::{read_organizations, read_projects, write_run};
use crate::matching::engine::{DEFAULT, Day, Engine, Question};
use crate::matching::taxonomy::{lexicon, taxonomy};

#[derive(Args)]
pub(in crate::cli) struct Rank {
    /// Organisations and teams: JSON lines, see docs/MATCHING.md.
    #[arg(long, value_name = "FILE")]
    organizations: PathBuf,
    /// Projects: JSON lines, see docs/MATCHING.md.
    #[arg(long, value_name = "FILE")]
    projects: PathBuf,
    /// Organisations for each project.
    #[arg(long, default_value_t = 100, value_name = "N")]
    limit: usize,
    /// The day on which records are judged; unless told, the latest that one of them speaks of, so that the same files give the same run.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    day: Option<Day>,
    /// Write the run here and not on the terminal: project, organisation and score, separated by tabs.
    #[arg(long, value_name = "FILE")]
    run: Option<PathBuf>,
    /// Print each answer with its reasons, a JSON object a line.
    #[arg(long)]
    explain: bool,
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "a day is YYYY-MM-DD".to_owned())
}

impl Rank {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let organizations = read_organizations(&self.organizations)?;
        let projects = read_projects(&self.projects)?;
        let latest = || organizations.iter().flat_map(|organization| &organization.finished).map(|project| project.finished_on).max();
        let day = self.day.or_else(latest).unwrap_or(Day::after_epoch(0));

        let mut engine = Engine::new(taxonomy(), lexicon(), day);
        let loading = progress(organizations.len() + projects.len(), "loading")?;
        for organization in organizations {
            engine.upsert_organization(organization);
            loading.inc(1);
        }
        for project in &projects {
            engine.upsert_project(project.clone());
            loading.inc(1);
        }
        engine.calibrate();
        loading.finish_and_clear();

        let question = Question::new(&DEFAULT, self.limit);
        let ranking = progress(projects.len(), "ranking")?;
        let done = |projects: usize| ranking.set_position(u64::try_from(projects).unwrap_or(u64::MAX));
        match &self.run {
            Some(file) => {
                let wrong = || format!("cannot write {}", file.display());
                let mut run = BufWriter::new(File::create(file).with_context(wrong)?);
                write_run(&engine, &projects, &question, &mut run, done).with_context(wrong)?;
            }
            None if !self.explain => write_run(&engine, &projects, &question, &mut BufWriter::new(Listeners), done)?,
            None => {}
        }
        ranking.finish_and_clear();
        if self.explain {
            let mut out = BufWriter::new(Listeners);
            for project in &projects {
                let answer = engine.organizations_for(&project.id, &question);
                serde_json::to_writer(&mut out, &serde_json::json!({ "project": project.id, "answer": answer }))?;
                writeln!(out)?;
            }
            out.flush()?;
        }
        Ok(())
    }
}
