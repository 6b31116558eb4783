//! `shuniu match eval`: how well the text side finds what is meant.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::{Times, progress, write_run};
use crate::cli::say::say;
use crate::matching::engine::text::Scores;
use crate::matching::engine::text::eval::{Evaluation, read_documents, read_queries};
use crate::matching::engine::text::measure::{figures, read_judgements};

/// Answers that a run file holds for each query.
const ANSWERS: usize = 100;

#[derive(Args)]
pub(in crate::cli) struct Eval {
    /// What is searched: JSON lines with `id` and texts; `name` and `title` count more.
    #[arg(long, value_name = "FILE")]
    docs: PathBuf,
    /// What is asked: JSON lines with `id` and `text`.
    #[arg(long, value_name = "FILE")]
    queries: PathBuf,
    /// The right answers: query, document and grade, separated by tabs.
    #[arg(long, value_name = "FILE")]
    qrels: Option<PathBuf>,
    /// Write the answers here: query, document and score, separated by tabs.
    #[arg(long, value_name = "FILE")]
    run: Option<PathBuf>,
    /// Use the patterns in `lexicon` and `lexicon_exclude` of the queries.
    #[arg(long)]
    lexicon: bool,
}

impl Eval {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let documents = read_documents(&self.docs)?;
        let queries = read_queries(&self.queries, self.lexicon)?;
        let judgements = self.qrels.as_deref().map(read_judgements).transpose()?;

        let began = Instant::now();
        let loading = progress(Evaluation::steps(&documents, &queries), "loading")?;
        let evaluation = Evaluation::load(documents, &queries, |done| loading.set_position(u64::try_from(done).unwrap_or(u64::MAX)));
        loading.finish_and_clear();
        say!("loaded in {:.2} s", began.elapsed().as_secs_f64());

        let asking = progress(queries.len(), "asking")?;
        let (mut times, mut answers, mut scores) = (Times::default(), Vec::new(), Scores::default());
        for query in &queries {
            let hits = times.take(|| evaluation.ask(query, ANSWERS, &mut scores));
            answers.push((query.id.clone(), hits.into_iter().map(|hit| (hit.id.to_owned(), hit.value)).collect::<Vec<_>>()));
            asking.inc(1);
        }
        asking.finish_and_clear();

        if let Some(file) = &self.run {
            write_run(file, answers.iter().flat_map(|(query, hits)| hits.iter().map(|(id, value)| (query.as_str(), id.as_str(), value))))?;
        }
        if let Some(judgements) = judgements {
            let in_order = |hits: Vec<(String, _)>| hits.into_iter().map(|(document, _)| document).collect::<Vec<_>>();
            let found: BTreeMap<String, Vec<String>> = answers.into_iter().map(|(query, hits)| (query, in_order(hits))).collect();
            let found = figures(&judgements, &found);
            say!("nDCG@10 {:.4}", found.ndcg10);
            say!("MRR@10 {:.4}", found.mrr10);
            say!("recall@10 {:.4}", found.recall10);
            say!("judged queries {}", found.queries);
        }
        say!("{times}");
        Ok(())
    }
}
