//! `shuniu match suggest`: which service field a need belongs to.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::{Times, progress, write_run};
use crate::cli::say::say;
use crate::matching::engine::text::suggest::Scratch;
use crate::matching::engine::text::suggestion_run::{self, Learning, count_right, learn, read_catalogue, read_needs};

#[derive(Args)]
pub(in crate::cli) struct Suggest {
    /// What each field is: JSON lines with `id`, `text` and `field`.
    #[arg(long, value_name = "FILE")]
    catalogue: PathBuf,
    /// The needs: JSON lines with `id`, `text` and, where it is known, the right `field`.
    #[arg(long, value_name = "FILE")]
    needs: PathBuf,
    /// Learn from all other needs whose field is known; otherwise from the catalogue alone.
    #[arg(long)]
    leave_one_out: bool,
    /// Write the suggestions here: need, field and share of 10000, separated by tabs.
    #[arg(long, value_name = "FILE")]
    run: Option<PathBuf>,
}

impl Suggest {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let catalogue = read_catalogue(&self.catalogue)?;
        let needs = read_needs(&self.needs)?;
        let learning = if self.leave_one_out { Learning::LeaveOneOut } else { Learning::ZeroShot };

        let began = Instant::now();
        let bar = progress(needs.len(), "learning")?;
        let suggester = learn(&catalogue, &needs, learning, |done| bar.set_position(u64::try_from(done).unwrap_or(u64::MAX)));
        bar.finish_and_clear();
        say!("learned in {:.2} s", began.elapsed().as_secs_f64());

        let asking = progress(needs.len(), "asking")?;
        let (mut times, mut found, mut scratch) = (Times::default(), Vec::new(), Scratch::default());
        for need in &needs {
            found.push(times.take(|| suggestion_run::suggest(&suggester, need, &mut scratch)));
            asking.inc(1);
        }
        asking.finish_and_clear();

        if let Some(file) = &self.run {
            let rows =
                needs.iter().zip(&found).flat_map(|(need, fields)| fields.iter().map(|field| (need.id.as_str(), field.field, field.share)));
            write_run(file, rows)?;
        }
        let (known, right) = count_right(needs.iter().zip(&found).map(|(need, fields)| (need, fields.first().map(|first| first.field))));
        if known > 0 {
            say!("accuracy@1 {:.4}", right as f64 / known as f64);
            say!("needs whose field is known {known}");
        }
        say!("{times}");
        Ok(())
    }
}
