use crate::on_both;
use crate::support::Client;

const PASSWORD: &str = "a correct horse battery staple 7";

on_both! {
    async fn the_cookie_is_kept_from_scripts_and_other_sites_and_ends_with_the_session(world) {
        let secret = PASSWORD.to_owned().into();
        shuniu::cli::user::create_admin(&world.platform, "wang.fang@street.example", "王芳", &secret).await.expect("administrator");
        let nobody = world.anonymous();
        let asked = nobody.page("/desk").await;
        assert_eq!((asked.status, asked.header("location").as_deref()), (303, Some("/desk/sign-in?next=/desk")));
        let odd = nobody.page("/desk/projects/x&done=registration").await;
        assert_eq!(odd.header("location").as_deref(), Some("/desk/sign-in?next=/desk/projects/x%26done%3Dregistration"), "one field, whatever it holds");
        let form = nobody.page("/desk/sign-in?next=/desk/projects/1").await;
        assert!(form.status == 200 && form.hidden("next") == "/desk/projects/1", "{}", form.body);

        let wrong = nobody.form("/desk/sign-in", &[("email", "wang.fang@street.example"), ("password", "wrong"), ("next", "/desk")]).await;
        assert_eq!(wrong.status, 401);
        assert!(wrong.body.contains("role=\"alert\"") && wrong.body.contains("wang.fang@street.example"), "{}", wrong.body);
        assert!(!wrong.body.contains("value=\"wrong\""), "a password is never shown again");

        let fields = [("email", "wang.fang@street.example"), ("password", PASSWORD), ("next", "https://evil.example/")];
        let right = nobody.form("/desk/sign-in", &fields).await;
        assert_eq!((right.status, right.header("location").as_deref()), (303, Some("/desk")));
        let cookie = right.header("set-cookie").expect("a cookie");
        for attribute in ["HttpOnly", "SameSite=Lax", "Path=/desk", "Secure", "Max-Age="] {
            assert!(cookie.contains(attribute), "{cookie}");
        }
        let token = cookie.split_once('=').and_then(|(_, rest)| rest.split(';').next()).expect("a token").to_owned();
        let signed_in = Client::new(&world.address, Some(token));
        assert_eq!(signed_in.page("/desk").await.status, 200);
        signed_in.get("/me").await.ok(200);
        let out = signed_in.form("/desk/sign-out", &[]).await;
        assert!(out.status == 303 && out.header("set-cookie").expect("a cookie").contains("Max-Age=0"));
        assert_eq!(signed_in.page("/desk").await.status, 303, "the session has ended, not only the cookie");
        signed_in.get("/me").await.refused(401, "auth/session_ended");
    }

    async fn what_was_filled_in_outlives_the_sign_in(world) {
        let secret = PASSWORD.to_owned().into();
        shuniu::cli::user::create_admin(&world.platform, "wang.fang@street.example", "王芳", &secret).await.expect("administrator");
        let place = format!("/desk/projects/{}", shuniu::platform::ids::fresh());
        let typed = [("csrf", "old"), ("version", "3"), ("key", "k-1"), ("decision", "returned"), ("reason", "请补充“服务”次数")];
        let nobody = world.anonymous();
        assert_eq!(nobody.form(&place, &typed).await.status, 303, "of another site nothing is kept");
        let ended = nobody.form_of_ours(&place, &typed).await;
        assert!(ended.status == 401 && ended.body.contains("role=\"alert\""), "{}", ended.body);
        let (kept, next) = (ended.hidden("kept").replace("&quot;", "\""), ended.hidden("next"));
        assert_eq!(next, place);

        let wrong = [("email", "wang.fang@street.example"), ("password", "wrong"), ("next", &next), ("kept", &kept)];
        let wrong = nobody.form_of_ours("/desk/sign-in", &wrong).await;
        assert_eq!((wrong.status, wrong.hidden("kept").replace("&quot;", "\"")), (401, kept.clone()));
        let right = [("email", "wang.fang@street.example"), ("password", PASSWORD), ("next", &next), ("kept", &kept)];
        let smuggled = nobody.form("/desk/sign-in", &right).await;
        assert_eq!((smuggled.status, smuggled.header("location")), (303, Some(place.clone())), "another site sends nothing through our sign-in");
        let right = nobody.form_of_ours("/desk/sign-in", &right).await;
        assert_eq!(right.header("cache-control").as_deref(), Some("no-store"));
        let town = world.town().await;
        assert_eq!(town.hub.page("/desk").await.header("cache-control").as_deref(), Some("no-store"), "nobody finds it behind the Back button");
        assert!(right.status == 200 && right.body.contains(&format!("action=\"{}\"", place.replace('/', "&#x2f;"))), "{}", right.body);
        for said in ["<strong>审批</strong>", "决定 <span", "退回修改 return", "理由 <span"] {
            assert!(right.body.contains(said), "{said}: {}", right.body);
        }
        assert!(!right.body.contains("<th scope=\"row\">reason"), "no raw names of fields: {}", right.body);
        let again: Vec<String> = ["version", "key", "decision", "reason"].iter().map(|name| right.hidden(name)).collect();
        assert_eq!(again, ["3", "k-1", "returned", "请补充“服务”次数"]);

        let cookie = right.header("set-cookie").expect("a cookie");
        let token = cookie.split_once('=').and_then(|(_, rest)| rest.split(';').next()).expect("a token").to_owned();
        let csrf = right.hidden("csrf");
        let again = [("csrf", csrf.as_str()), ("version", "3"), ("key", "k-1"), ("decision", "returned"), ("reason", "请补充“服务”次数")];
        let sent = Client::new(&world.address, Some(token)).form(&place, &again).await;
        assert!(sent.status == 403 && !sent.body.contains("表单已失效"), "the form is ours, the decision is not the administrator's: {}", sent.body);
    }
}
