//! The frame of every page: head, way about, language, foot.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};
use mingma_model::Lang;

use crate::assets;
use crate::visit::Visit;

/// How the other language of a page is reached.
pub(crate) enum Tongue {
    /// By its address.
    Link,
    /// By sending a form again: what was typed is kept. The form's id and where it goes.
    Form(&'static str, &'static str),
    /// Only a page of its own: where that is.
    Back(&'static str),
}

/// A page about to be answered.
pub(crate) struct Page {
    /// Its name, for the window and for search.
    pub title: String,
    /// What stands in it; one `h1`.
    pub main: Markup,
    /// How the other language is reached.
    pub tongue: Tongue,
    /// Its status.
    pub status: StatusCode,
    /// Its script, if it has one: `bench`.
    pub script: Option<&'static str>,
}

impl Page {
    /// An ordinary page.
    pub fn new(title: impl Into<String>, main: Markup) -> Self {
        Self { title: title.into(), main, tongue: Tongue::Link, status: StatusCode::OK, script: None }
    }

    /// The same, better with a script.
    pub fn with(self, script: &'static str) -> Self {
        Self { script: Some(script), ..self }
    }

    /// The same, with another way to the other language.
    pub fn tongue(self, tongue: Tongue) -> Self {
        Self { tongue, ..self }
    }

    /// The same, with a status.
    pub fn status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// The page as a whole.
    pub fn html(&self, visit: &Visit) -> String {
        let lang = visit.lang;
        html! {
            (DOCTYPE)
            html lang=(lang.html()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (self.title) " · " (visit.say("明码", "Mingma")) }
                    meta name="description" content=(visit.say("说得清、查得证、可申诉的健康码", "A health code whose colour can be explained, proved and appealed"));
                    link rel="icon" type="image/svg+xml" href=(assets::at("icon.svg"));
                    link rel="stylesheet" href=(assets::at("style.css"));
                    @if let Some(script) = self.script {
                        script type="module" src=(assets::at(&format!("js/{script}.js"))) {}
                    }
                }
                body {
                    a class="skip" href="#main" { (visit.say("跳到正文", "Skip to the content")) }
                    (self.head(visit))
                    main id="main" class="wide" { (self.main) }
                    (foot(visit))
                }
            }
        }
        .into_string()
    }

    /// The answer.
    pub fn answer(&self, visit: &Visit) -> Response {
        (self.status, Html(self.html(visit))).into_response()
    }

    fn head(&self, visit: &Visit) -> Markup {
        let places = [
            ("/try", "试一试", "Try"),
            ("/try/register", "查登记册", "Inquire"),
            ("/rules", "规则", "Rules"),
            ("/about", "说明", "About"),
        ];
        html! {
            header class="top" {
                div class="wide" {
                    a class="brand" href=(visit.link("/")) {
                        span lang="zh-Hans" { "明码" } span lang="en" { "Mingma" }
                    }
                    nav aria-label=(visit.say("主要页面", "Main pages")) {
                        @for (path, zh, en) in places {
                            a href=(visit.link(path)) aria-current=[here(&visit.path, path)] { (visit.say(zh, en)) }
                        }
                    }
                    (self.switch(visit))
                }
            }
        }
    }

    fn switch(&self, visit: &Visit) -> Markup {
        let other = match visit.lang {
            Lang::Zh => Lang::En,
            Lang::En => Lang::Zh,
        };
        let name = other.pick("中文", "English");
        html! {
            @match self.tongue {
                Tongue::Form(form, action) => button class="tongue" form=(form) formaction={ (action) "?lang=" (other.word()) } lang=(other.html()) data-language-switch { (name) },
                Tongue::Link => a class="tongue" href=(visit.in_lang(other)) hreflang=(other.html()) lang=(other.html()) data-language-switch { (name) },
                Tongue::Back(path) => a class="tongue" href={ (path) "?lang=" (other.word()) } hreflang=(other.html()) lang=(other.html()) data-language-switch { (name) },
            }
        }
    }
}

/// `page` on the very page, `true` within its part of the house.
fn here(path: &str, place: &str) -> Option<&'static str> {
    if path == place {
        return Some("page");
    }
    let within = path.strip_prefix(place).is_some_and(|rest| rest.starts_with('/'));
    (within && !(place == "/try" && path.starts_with("/try/register"))).then_some("true")
}

fn foot(visit: &Visit) -> Markup {
    html! {
        footer class="foot" {
            div class="wide" {
                p { (visit.say("所填内容只用来回答这一次，不保存、不记录、不外传。", "What you enter answers this one request; it is not stored, logged or passed on.")) }
                p { a href=(visit.link("/about")) { (visit.say("隐私与引用", "Privacy and how to cite")) } }
            }
        }
    }
}
