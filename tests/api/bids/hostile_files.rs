use reqwest::Method;
use serde_json::json;
use shuniu::platform::ids;

use super::{drafted, files_on_disk, published};
use crate::on_both;
use crate::support::documents::{BOUNDARY, Entry, Part, archive, docx, entry, form, jpeg, pdf, photo, png, xlsx};

const TYPES: &[u8] = b"<Types/>";

/// A Word document with one more entry.
fn docx_with(name: &str, flags: u16) -> Vec<u8> {
    archive(&[entry("[Content_Types].xml", TYPES), entry("word/document.xml", b"<w/>"), Entry { name, content: b"x", flags }])
}

/// A file that must be refused: what is wrong with it, its name, its content, and the status and field error that say so.
type Sample = (&'static str, &'static str, Vec<u8>, u16, &'static str);

fn samples() -> Vec<Sample> {
    let zeros = vec![0; 30 << 20];
    let bomb = archive(&[entry("[Content_Types].xml", TYPES), entry("word/document.xml", &zeros)]);
    let mut liar = bomb.clone();
    // The directory's entry of the bomb says that it unpacks to 1000 bytes.
    let at = liar.windows(4).rposition(|window| window == (30_u32 << 20).to_le_bytes()).expect("the size");
    liar[at..at + 4].copy_from_slice(&1000_u32.to_le_bytes());
    let mut wide = png();
    wide[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    let cut = docx("方案");
    let directory = b"%PDF-1.7\n7 0 obj << /Type /XRef /Encrypt 5 0 R >>\nstream\nxyz\nendstream endobj\nstartxref\n9\n%%EOF\n";
    let sheet =
        archive(&[entry("[Content_Types].xml", TYPES), entry("xl/workbook.xml", b"<x/>"), entry("xl/macrosheets/sheet1.xml", b"<x/>")]);
    vec![
        ("nothing in it", "a.pdf", Vec::new(), 422, "empty"),
        ("a page", "方案.pdf", b"<!doctype html><script>alert(1)</script>".to_vec(), 415, "unsupported_type"),
        (
            "a drawing with a script",
            "图.png",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(),
            415,
            "unsupported_type",
        ),
        ("a program", "方案.pdf", b"MZ\x90\0\x03".to_vec(), 415, "unsupported_type"),
        ("a shell script", "方案.pdf", b"#!/bin/sh\nrm -rf /".to_vec(), 415, "unsupported_type"),
        ("an old Word file", "方案.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old".to_vec(), 415, "unsupported_type"),
        ("a GIF", "图.png", b"GIF89a<script>".to_vec(), 415, "unsupported_type"),
        ("a plain archive", "方案.docx", archive(&[entry("a.txt", b"a")]), 415, "unsupported_type"),
        ("a PDF that begins later", "方案.pdf", [b"<html>".as_slice(), &pdf("x")].concat(), 415, "unsupported_type"),
        ("a PDF cut off", "方案.pdf", b"%PDF-1.7\n1 0 obj".to_vec(), 422, "damaged"),
        ("a PDF with a page behind it", "方案.pdf", [pdf("x"), b"<script>".to_vec()].concat(), 422, "damaged"),
        ("a PDF with an archive behind it", "方案.pdf", [pdf("x"), docx("x"), b"%%EOF".to_vec()].concat(), 422, "polyglot"),
        ("a picture with an archive behind it", "图.jpg", [jpeg(), docx("x")].concat(), 422, "polyglot"),
        ("a picture with a PDF in it", "图.jpg", [b"\xff\xd8\xff\xe0".to_vec(), pdf("x")].concat(), 422, "polyglot"),
        ("a picture cut off", "图.png", png()[..30].to_vec(), 422, "damaged"),
        ("a photograph cut off", "图.jpg", jpeg()[..30].to_vec(), 422, "damaged"),
        ("a photograph with a page behind it", "图.jpg", [jpeg(), b"<script>".to_vec()].concat(), 422, "damaged"),
        ("a photograph of four thousand million points", "图.jpg", photo(65_500, 65_500), 422, "bomb"),
        ("a PDF with a password", "方案.pdf", b"%PDF-1.7\ntrailer << /Encrypt 5 0 R /Root 1 0 R >>\n%%EOF\n".to_vec(), 422, "encrypted"),
        ("a newer PDF with a password", "方案.pdf", directory.to_vec(), 422, "encrypted"),
        ("old macros", "明细.xlsx", sheet, 422, "macros"),
        ("a picture of four thousand million points", "图.png", wide, 422, "bomb"),
        ("a bomb", "方案.docx", bomb, 422, "bomb"),
        ("a bomb that lies", "方案.docx", liar, 422, "bomb"),
        ("macros", "方案.docx", docx_with("word/vbaProject.bin", 0), 422, "macros"),
        ("a password", "方案.docx", docx_with("word/a.xml", 1), 422, "encrypted"),
        ("a path upwards", "方案.docx", docx_with("../../etc/cron.d/a", 0), 422, "unsafe_paths"),
        ("a path from the root", "方案.docx", docx_with("/etc/passwd", 0), 422, "unsafe_paths"),
        ("a path of another system", "方案.docx", docx_with("word\\..\\..\\a.dll", 0), 422, "unsafe_paths"),
        ("an archive cut off", "方案.docx", cut[..cut.len() - 3].to_vec(), 422, "damaged"),
        ("something before an archive's directory", "方案.docx", [docx("x"), xlsx("x")].concat(), 422, "damaged"),
        ("a sheet that says it is a letter", "方案.docx", xlsx("x"), 422, "other_extension"),
        ("a PDF that says it is a picture", "方案.png", pdf("x"), 422, "other_extension"),
        ("no extension", "方案", pdf("x"), 422, "other_extension"),
        ("a macro document's extension", "方案.docm", docx("x"), 422, "other_extension"),
        ("a name that leads upwards", "../../etc/passwd.pdf", pdf("x"), 422, "not_a_file_name"),
        ("a hidden name", ".pdf", pdf("x"), 422, "not_a_file_name"),
        ("a name that reads backwards", "方案\u{202e}fdp.pdf", pdf("x"), 422, "control_characters"),
        ("a control character in the name", "方\u{85}案.pdf", pdf("x"), 422, "control_characters"),
        ("an invisible character in the name", "方\u{200b}案.pdf", pdf("x"), 422, "control_characters"),
        ("no name", " ", pdf("x"), 422, "required"),
    ]
}

on_both! {
    async fn a_hostile_file_is_refused_with_its_reason_and_leaves_nothing(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let manager = &town.bidders[0].manager;
        let bid = drafted(manager, &project, 7_600_000).await;
        let version = manager.get(&bid).await.etag();
        // Beside the runtime: connections that it cannot look after are closed under it.
        let samples = tokio::task::spawn_blocking(samples).await.expect("samples");
        assert!(samples.len() >= 25);
        for (what, name, content, status, code) in samples {
            let got = manager.attach(&bid, "proposal", name, &content).await;
            assert_eq!((got.status, got.field_errors()), (status, vec![("/file".to_owned(), code.to_owned())]), "{what}: {}", got.body);
            assert_eq!(files_on_disk(world), Vec::<String>::new(), "{what}");
        }
        let name = format!("{}.pdf", "字".repeat(200));
        assert_eq!(manager.attach(&bid, "proposal", &name, &pdf("x")).await.field_errors()[0].1, "too_long");
        assert_eq!(manager.get(&bid).await.etag(), version);
        assert_eq!(manager.get(&format!("{bid}/attachments")).await.ok(200)["items"], json!([]));
    }

    async fn a_form_that_is_none_is_refused_part_by_part(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let manager = &town.bidders[0].manager;
        let bid = drafted(manager, &project, 7_600_000).await;
        let path = format!("{bid}/attachments");
        let content = pdf("x");
        let file = |name: &'static str| Part::File(name, "a.pdf", &content);
        let kind = || Part::Text("kind", "proposal");
        let error = |pointer: &str, code: &str| (pointer.to_owned(), code.to_owned());
        for (what, parts, errors) in [
            ("no file", vec![kind()], vec![error("/file", "required")]),
            ("no kind", vec![file("file")], vec![error("/kind", "required")]),
            ("nothing", vec![], vec![error("/kind", "required"), error("/file", "required")]),
            ("two files", vec![kind(), file("file"), file("file")], vec![error("/file", "too_many")]),
            ("a file as text", vec![kind(), Part::Text("file", "%PDF-1.7")], vec![error("/file", "required")]),
            ("a part that nobody asked for", vec![kind(), file("file"), Part::Text("price", "1")], vec![error("/price", "unknown_field")]),
            ("a file that nobody asked for", vec![kind(), file("file"), file("other")], vec![error("/other", "unknown_field")]),
            ("an unknown kind", vec![Part::Text("kind", "bribe"), file("file")], vec![error("/kind", "unknown_value")]),
        ] {
            let got = manager.send_form(&path, &parts, &ids::fresh()).await;
            assert_eq!((got.status, got.field_errors()), (422, errors), "{what}: {}", got.body);
            assert_eq!(files_on_disk(world), Vec::<String>::new(), "{what}");
        }
        let send = async |media_type: &str, body: Vec<u8>| manager.send_bytes(Method::POST, &path, Some((media_type, body)), &[]).await;
        send("application/pdf", pdf("x")).await.refused(415, "unsupported_media_type");
        send("multipart/form-data", form(&[kind(), file("file")])).await.refused(400, "form_broken");
        let whole = form(&[kind(), file("file")]);
        send("multipart/form-data; boundary=a-boundary-that-no-file-contains", whole[..whole.len() - 60].to_vec()).await.refused(400, "form_broken");
        assert_eq!(files_on_disk(world), Vec::<String>::new());
    }

    async fn a_form_without_an_end_is_not_listened_to_without_an_end(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let manager = &town.bidders[0].manager;
        let path = format!("{}/attachments", drafted(manager, &project, 7_600_000).await);
        let media_type = format!("multipart/form-data; boundary={BOUNDARY}");
        let send = async |body: Vec<u8>| manager.send_bytes(Method::POST, &path, Some((&media_type, body)), &[("idempotency-key", &ids::fresh())]).await;
        let parts = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n\r\n").repeat(50_000);
        let got = send(parts.into_bytes()).await;
        assert_eq!((got.status, got.field_errors()), (422, vec![("/x".to_owned(), "unknown_field".to_owned()); 20]));
        // Nothing but what may stand before the first part.
        let line = [vec![b'-'; 8_190], b"\r\n".to_vec()].concat();
        send(line.repeat((45 << 20) / line.len())).await.refused(413, "file_too_large");
        assert_eq!(files_on_disk(world), Vec::<String>::new());
    }

    async fn too_large_too_much_and_too_many_are_refused_with_the_limit(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let manager = &town.bidders[0].manager;
        let bid = drafted(manager, &project, 7_600_000).await;
        let of = |megabytes: usize, tail: &str| {
            let mut content = pdf(tail);
            let end = content.split_off(content.len() - "%%EOF\n".len());
            content.resize((megabytes << 20) - end.len(), b' ');
            content.extend(end);
            content
        };
        let refused = manager.attach(&bid, "other", "a.pdf", &[of(20, "a"), b"\n".to_vec()].concat()).await.refused(413, "file_too_large");
        assert!(refused["detail"].as_str().expect("detail").contains("20 MB"), "{refused}");
        manager.attach(&bid, "other", "a.pdf", &of(35, "a")).await.refused(413, "file_too_large");
        assert_eq!(files_on_disk(world), Vec::<String>::new());
        for name in ["a", "b", "c"] {
            manager.attach(&bid, "other", &format!("{name}.pdf"), &of(20, name)).await.ok(201);
        }
        let refused = manager.attach(&bid, "other", "d.pdf", &pdf("d")).await.refused(413, "bids/files_too_large");
        assert!(refused["detail"].as_str().expect("detail").contains("60 MB"), "{refused}");

        let bid = drafted(&town.bidders[1].manager, &project, 7_600_000).await;
        for n in 0..20 {
            town.bidders[1].manager.attach(&bid, "other", &format!("{n}.pdf"), &pdf(&n.to_string())).await.ok(201);
        }
        let refused = town.bidders[1].manager.attach(&bid, "other", "x.pdf", &pdf("x")).await.refused(409, "bids/too_many_files");
        assert!(refused["detail"].as_str().expect("detail").contains("20"), "{refused}");
        assert_eq!(files_on_disk(world).len(), 23);
    }
}
