//! The answer to a setting: band, sentence, ribbon, forecast, four answers. The same parts on the bench, the front page and in the letter.

use maud::{Markup, PreEscaped, html};
use mingma_model::{Colour, Fault, Lang, Profile};
use mingma_ribbon::{Compare, Options, Ribbon};
use mingma_rules::explain::{Explanation, explain};
use mingma_rules::letter::{Letter, letter};
use mingma_rules::{Clash, Derivation, Dossier, Rulebook};

use crate::fields::capital;
use crate::show;
use crate::tried::{Tried, clash_fault};
use crate::{picture, when};

/// One person by one set of rules at one moment, with everything that is told of it.
pub(crate) struct Told<'a> {
    pub profile: &'a Profile,
    pub book: &'a Rulebook,
    pub dossier: &'a Dossier,
    pub derivation: Derivation<'a>,
    pub explained: Explanation,
    pub letter: Letter,
    pub ribbon: Ribbon,
    pub forecast: Vec<(i64, Colour)>,
}

impl<'a> Told<'a> {
    /// Derives, explains and draws.
    ///
    /// # Errors
    /// Two packs of one region spoke of one item at one time.
    pub fn new(
        book: &'a Rulebook,
        dossier: &'a Dossier,
        profile: &'a Profile,
        at: i64,
        lang: Lang,
    ) -> Result<Self, Clash> {
        let derivation = book.derive(dossier, at)?;
        let explained = explain(book, dossier, &derivation, profile, lang)?;
        let letter = letter(book, dossier, &derivation, profile, lang)?;
        let ribbon = picture::ribbon(book, dossier, &derivation, lang)?;
        let forecast = book.forecast(dossier.items(), at)?;
        Ok(Self { profile, book, dossier, derivation, explained, letter, ribbon, forecast })
    }

    /// Green without a rule in force having spoken of everything: never a bare green.
    pub fn unspoken(&self) -> bool {
        self.derivation.colour == Colour::Green && !self.derivation.not_covered.is_empty()
    }

    fn moment(&self, at: i64, lang: Lang) -> String {
        when::moment(self.book.zone(), at, lang)
    }
}

/// What a setting comes to: one side, or two to compare; or why not.
pub(crate) enum Verdict<'a> {
    One(Box<Told<'a>>),
    Two(Box<Told<'a>>, Box<Told<'a>>),
    /// Two packs clash.
    Refused(Fault),
    /// Something could not be read; its faults stand at their places.
    Unread,
}

impl<'a> Tried<'a> {
    /// Derives what was read.
    pub fn verdict(&'a self, lang: Lang) -> Verdict<'a> {
        let (Some(book), Some(dossier), Some(at)) = (&self.book, &self.dossier, self.at) else {
            return Verdict::Unread;
        };
        let told = |book: &'a Rulebook| Told::new(book, dossier, self.profile, at, lang);
        let first = match told(book) {
            Ok(first) => first,
            Err(clash) => return Verdict::Refused(clash_fault(&clash, book.zone())),
        };
        match self.other.as_deref().map(told) {
            None => Verdict::One(Box::new(first)),
            Some(Ok(second)) => Verdict::Two(Box::new(first), Box::new(second)),
            Some(Err(clash)) => Verdict::Refused(clash_fault(&clash, book.zone())),
        }
    }
}

/// The band in the code's colour: shape, word, the moment.
pub(crate) fn band(told: &Told<'_>, lang: Lang) -> Markup {
    let colour = told.derivation.colour;
    let unspoken = told.unspoken();
    let class = if unspoken {
        "band none"
    } else {
        match colour {
            Colour::Green => "band green",
            Colour::Yellow => "band yellow",
            Colour::Red => "band red",
        }
    };
    html! {
        div class=(class) {
            p class="word" {
                @if unspoken { (lang.pick("没有生效的规则涉及此事", "No rule in force speaks of this")) }
                @else { (show::shape(colour)) (show::colour_word(colour, lang)) }
            }
            @if told.derivation.as_if { span class="tag" { (lang.pick("试行", "as if in force")) } }
            p class="time" { (when::full(told.book.zone(), told.derivation.at, lang)) }
        }
    }
}

/// Band, sentence, and what must be said beside them.
pub(crate) fn head(told: &Told<'_>, lang: Lang) -> Markup {
    html! {
        (band(told, lang))
        p class="sentence" { (told.explained.sentence) }
        @if let Some(note) = &told.explained.as_if { p class="quiet" { (note) } }
    }
}

/// The ribbon of one side, its sentences folded away for those who read rather than see.
pub(crate) fn ribbon(told: &Told<'_>, id: &str, lang: Lang) -> Markup {
    let words = picture::words(lang);
    let options = Options { id: id.to_owned(), words: words.clone(), ..Options::default() };
    let sentences = told.ribbon.describe(&words, &|at| told.ribbon.reading(&words, at));
    html! {
        figure class="ribbon" { (PreEscaped(told.ribbon.responsive(&options))) }
        (in_words(&sentences, lang))
    }
}

/// Two ribbons on one axis with the differing days drawn.
pub(crate) fn compared(a: &Told<'_>, b: &Told<'_>, names: [&str; 2], lang: Lang) -> Markup {
    let words = picture::words(lang);
    let named = |told: &Told<'_>, name: &str| Ribbon { name: name.to_owned(), ..told.ribbon.clone() };
    let mut pair = Compare {
        a: named(a, names[0]),
        b: named(b, names[1]),
        title: lang.pick("两套规则下的同一个人", "The same person under two sets of rules").to_owned(),
        description: String::new(),
    };
    let sentences = pair.describe(&words, &|at| pair.a.reading(&words, at));
    pair.description = sentences.join(lang.pick("", " "));
    let options = Options { id: "compare".to_owned(), words, ..Options::default() };
    html! {
        figure class="ribbon" { (PreEscaped(pair.responsive(&options))) }
        (in_words(&sentences, lang))
    }
}

fn in_words(sentences: &[String], lang: Lang) -> Markup {
    html! {
        details class="ribbon-told" {
            summary class="fold" { (lang.pick("用文字读这幅图", "Read this drawing in words")) }
            ul { @for sentence in sentences { li { (sentence) } } }
        }
    }
}

/// What comes by itself.
pub(crate) fn forecast(told: &Told<'_>, lang: Lang) -> Markup {
    html! {
        @if told.forecast.len() > 1 {
            ul class="forecast" aria-label=(lang.pick("若无新情况", "If nothing new is learnt")) {
                li class="quiet" { (lang.pick("若无新情况：", "If nothing new is learnt:")) }
                @for (at, colour) in told.forecast.iter().skip(1) {
                    li { (told.moment(*at, lang)) " → " (show::sign(*colour, lang)) }
                }
            }
        }
    }
}

/// Why, until when, what frees me, I do not agree: each one tap.
pub(crate) fn four(told: &Told<'_>, lang: Lang) -> Markup {
    let explained = &told.explained;
    html! {
        div class="four" {
            (one(lang.pick("为什么", "Why"), lang.pick("依据与规则", "evidence and rule"), true, &why(told, lang)))
            (one(lang.pick("到什么时候", "Until when"), lang.pick("不做任何事，接下来会怎样", "what comes by itself"), false, &html! {
                (lines(&explained.until, lang.pick("若无新情况，码色不再变化。", "If nothing new is learnt, the colour does not change.")))
            }))
            (one(lang.pick("怎样解除", "What frees me"), lang.pick("还差什么", "what is still missing"), false, &html! {
                (lines(&explained.frees, lang.pick("没有什么需要解除。", "There is nothing to be freed from.")))
            }))
            (one(lang.pick("我不认同", "I do not agree"), lang.pick("可以反对什么，向谁提", "what can be contested, and with whom"), false, &disagree(told, lang)))
        }
    }
}

fn one(question: &str, hint: &str, open: bool, body: &Markup) -> Markup {
    html! {
        details open[open] {
            summary { (question) " " span class="hint" { (hint) } }
            div { (body) }
        }
    }
}

/// What can be contested and with whom; where nothing restricts, what nobody may do all the same.
fn disagree(told: &Told<'_>, lang: Lang) -> Markup {
    let never =
        told.profile.meaning(told.derivation.colour).map(|meaning| meaning.never.as_slice()).unwrap_or_default();
    html! {
        @if told.derivation.colour == Colour::Green {
            p { (lang.pick("现在没有什么限制你。如果有人仍以健康码为由拦你：", "Nothing restricts you now. If somebody stops you on account of the code all the same:")) }
        } @else {
            (section(&told.letter.object))
            p class="label" { (lang.pick("在此之前，任何人都不得：", "Until then nobody may:")) }
        }
        ul { @for text in never { li { (text.of(lang)) } } }
    }
}

/// Paragraphs and points of a part of the letter, without its heading.
pub(crate) fn section(part: &mingma_rules::letter::Section) -> Markup {
    html! {
        @for paragraph in part.paragraphs.iter().take(1) { p { (paragraph) } }
        @if !part.points.is_empty() { ul { @for point in &part.points { li { (point) } } } }
        @for paragraph in part.paragraphs.iter().skip(1) { p { (paragraph) } }
    }
}

/// One paragraph alone, several as a list; a word where there are none.
pub(crate) fn lines(list: &[String], none: &str) -> Markup {
    html! {
        @match list {
            [] => p { (none) },
            [only] => p { (only) },
            many => ul { @for line in many { li { (line) } } },
        }
    }
}

fn why(told: &Told<'_>, lang: Lang) -> Markup {
    html! {
        @match (&told.explained.not_covered, told.explained.why.is_empty()) {
            (Some(note), true) => p { (capital(note)) },
            (Some(note), false) => { (lines(&told.explained.why, "")) p { (capital(note)) } },
            (None, _) => (lines(&told.explained.why, &told.explained.sentence)),
        }
        @for reason in told.derivation.reasons.iter().filter(|_| told.derivation.colour > Colour::Green) {
            @let item = &told.dossier.evidence()[reason.row];
            p class="quiet" {
                code { (item.id) } ", " (place(told, item.region, lang)) " → "
                a href={ "/rules/" (reason.pack.id) "?lang=" (lang.word()) "#" (reason.rule.id) } { (reason.pack.title.of(lang)) " · " code { (reason.rule.id) } }
            }
        }
        @for source in &told.explained.sources { p class="quiet" { (show::as_written(source, lang)) } }
    }
}

fn place(told: &Told<'_>, region: mingma_model::Region, lang: Lang) -> Markup {
    let name = told.profile.regions.full_name(region, lang);
    html! { @if let Some(name) = name { (show::as_written(&name, lang)) " " } span class="quiet" { (region) } }
}
