//! `shuniu match …` as a doubter runs it: files in, figures and files out.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::support::world::folder;

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        Self(folder())
    }

    fn file(&self, name: &str, content: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, content).expect("written");
        path
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("a path").to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Status, and what was said on either stream.
fn run(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_shuniu")).arg("match").args(arguments).output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().expect("a status"), text(&output.stdout), text(&output.stderr))
}

fn lines(rows: &[Value]) -> String {
    rows.iter().map(|row| format!("{row}\n")).collect()
}

fn read(path: impl AsRef<Path>) -> String {
    std::fs::read_to_string(path).expect("the run")
}

/// Two projects of one slot, two organisations of one place: the greedy pairing (9 + 1) is not the best one (8 + 7).
const MEETING: &str = "2 2 4\n1\n1\n1 0\n1 1\n0 0 9000\n0 1 8000\n1 0 7000\n1 1 1000\n";

#[test]
fn a_meeting_is_paired_at_its_best_with_a_proof() {
    let folder = Folder::new();
    let meeting = folder.file("meeting.txt", MEETING);
    let (status, said, _) = run(&["assign", "--instance", &meeting, "--json"]);
    let found: Value = serde_json::from_str(&said).expect(&said);
    assert_eq!(
        (status, &found["objective"], &found["certificate_verified"], &found["filled_slots"]),
        (0, &json!(15000), &json!(true), &json!(2))
    );
    assert_eq!((&found["new_share"], &found["new_share_cost"]), (&json!(0.5), &Value::Null));
    assert_eq!(found.as_object().map(|report| report.len()), Some(7), "{found}");

    let (status, said, _) = run(&["assign", "--instance", &meeting, "--mode", "stable", "--json"]);
    let stable: Value = serde_json::from_str(&said).expect(&said);
    assert_eq!((status, &stable["objective"], &stable["blocking_pairs"]), (0, &json!(10000), &json!(0)));

    let (status, said, _) = run(&["assign", "--instance", &meeting, "--new-share", "0.5"]);
    assert!(status == 0 && said.contains("15000"), "{said}");
    let (status, _, complaint) = run(&["assign", "--instance", &meeting, "--new-share", "1"]);
    assert_eq!(status, 3, "{complaint}");
}

#[test]
fn a_file_that_is_no_meeting_is_refused_by_its_line() {
    let folder = Folder::new();
    for (content, named) in [
        ("2 2", "line 1"),
        ("1 1 1\n1\n1 0\n0 5 100\n", "line 4"),
        ("1 1 1\n1\n1 0\n0 0 -3\n", "line 4"),
        ("1 1 2\n1\n1 0\n0 0 3\n", "line"),
    ] {
        let (status, _, complaint) = run(&["assign", "--instance", &folder.file("bad.txt", content)]);
        assert!(status == 1 && complaint.contains("bad.txt") && complaint.contains(named), "{content:?}: {complaint}");
    }
    let (status, _, complaint) = run(&["assign", "--instance", &folder.path("nothing.txt")]);
    assert!(status == 1 && complaint.contains("nothing.txt"), "{complaint}");
    assert_eq!(run(&["assign", "--instance", &folder.file("m.txt", MEETING), "--new-share", "much"]).0, 2);
}

#[test]
fn texts_are_ranked_and_measured() {
    let folder = Folder::new();
    let docs = folder.file(
        "docs.jsonl",
        &lines(&[
            json!({"id": "meals", "name": "长者食堂", "about": "为独居老人送餐上门"}),
            json!({"id": "jobs", "name": "就业指导站", "about": "帮助失业青年找工作"}),
            json!({"id": "parking", "name": "停车自治", "about": "小区车位共享"}),
        ]),
    );
    let queries = folder.file("queries.jsonl", &lines(&[json!({"id": "q1", "text": "老人送餐"}), json!({"id": "q2", "text": "青年就业"})]));
    let judgements = folder.file("qrels.tsv", "q1\tmeals\t1\nq2\tjobs\t1\n");
    let answers = folder.path("run.tsv");
    let arguments = ["eval", "--docs", &docs, "--queries", &queries, "--qrels", &judgements, "--run", &answers];
    let (status, said, complaint) = run(&arguments);
    assert!(status == 0 && said.contains("nDCG@10 1.0000") && said.contains("queries per second"), "{said}{complaint}");
    let first = read(&answers);
    assert!(first.starts_with("q1\tmeals\t"), "{first}");
    run(&arguments);
    assert_eq!(read(&answers), first, "the same files give the same bytes");

    let broken = folder.file("broken.jsonl", "{\"id\": \"a\", \"text\": 3}\n");
    let (status, _, complaint) = run(&["eval", "--docs", &docs, "--queries", &broken]);
    assert!(status == 1 && complaint.contains("broken.jsonl") && complaint.contains("text"), "{complaint}");
}

#[test]
fn fields_are_suggested_and_measured() {
    let folder = Folder::new();
    let entry = |id: &str, text: &str, field: &str| json!({"id": id, "text": text, "field": field});
    let catalogue = folder.file(
        "catalogue.jsonl",
        &lines(&[entry("1", "老年助餐 送餐 食堂", "elderly_meals"), entry("2", "就业指导 找工作 招聘", "jobs_startups")]),
    );
    let needs = folder.file(
        "needs.jsonl",
        &lines(&[
            entry("a", "独居老人吃饭难，希望送餐", "elderly_meals"),
            entry("b", "年轻人找工作难", "jobs_startups"),
            entry("c", "老人食堂太远，希望送餐上门", "elderly_meals"),
            entry("d", "失业青年想找工作，缺少就业指导", "jobs_startups"),
            json!({"id": "e", "text": "食堂太远"}),
        ]),
    );
    let suggestions = folder.path("run.tsv");
    for learning in [vec![], vec!["--leave-one-out"]] {
        let mut arguments = vec!["suggest", "--catalogue", &catalogue, "--needs", &needs, "--run", &suggestions];
        arguments.extend(learning);
        let (status, said, complaint) = run(&arguments);
        assert!(status == 0 && said.contains("accuracy@1 1.0000"), "{said}{complaint}");
        assert!(read(&suggestions).contains("e\telderly_meals\t"), "{}", read(&suggestions));
    }
}

#[test]
fn organisations_are_ranked_with_reasons_and_the_same_bytes() {
    let folder = Folder::new();
    let organizations = folder.file(
        "organizations.jsonl",
        &lines(&[
            json!({"id": "o1", "name": "银发助餐服务中心", "fields": ["elderly_meals"], "areas_served": ["/310000/310107/310107015"], "text": "为独居老人送餐"}),
            json!({"id": "o2", "name": "青年就业服务社", "fields": ["jobs_startups"], "areas_served": ["/310000/310107"], "text": "就业指导"}),
            json!({"id": "o3", "name": "未核验", "fields": ["elderly_meals"], "verified": false}),
        ]),
    );
    let projects = folder.file(
        "projects.jsonl",
        &lines(&[json!({"id": "p", "title": "老人送餐", "text": "独居老人送餐上门", "field": "elderly_meals", "area": "/310000/310107/310107015"})]),
    );
    let arguments = ["rank", "--organizations", &organizations, "--projects", &projects];
    let (status, said, complaint) = run(&arguments);
    let order: Vec<&str> = said.lines().filter_map(|line| line.split('\t').nth(1)).collect();
    assert_eq!((status, order), (0, vec!["o1", "o2"]), "{said}{complaint}");
    assert_eq!(run(&arguments).1, said);

    let (_, explained, _) = run(&[&arguments[..], &["--explain"]].concat());
    let answer: Value = serde_json::from_str(&explained).expect(&explained);
    let best = &answer["answer"]["items"][0];
    let points: u64 = best["criteria"].as_array().into_iter().flatten().filter_map(|criterion| criterion["points"].as_u64()).sum();
    assert_eq!((&best["id"], Some(points)), (&json!("o1"), best["project_score"].as_u64()), "{best}");

    let unknown = folder.file("unknown.jsonl", "{\"id\": \"o1\", \"colour\": \"red\"}\n");
    let (status, _, complaint) = run(&["rank", "--organizations", &unknown, "--projects", &projects]);
    assert!(status == 1 && complaint.contains("unknown.jsonl") && complaint.contains("colour"), "{complaint}");
}
