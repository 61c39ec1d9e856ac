//! Names of regions, as a reader of either language knows them.

use mingma_model::{Lang, Prefix, Profile, Region};

/// 上海市黄浦区 / Shanghai: in full, in English by province, since only provinces
/// have romanised names in the table.
pub(crate) fn region(profile: &Profile, region: Region, lang: Lang) -> String {
    let name = match lang {
        Lang::Zh => profile.regions.full_name(region, lang),
        Lang::En => {
            province(profile, region).map(|name| profile.regions.name(name, lang).unwrap_or_default().to_owned())
        }
    };
    name.unwrap_or_else(|| region.to_string())
}

/// A pack's region: 河南省漯河市 / “漯河市” in Henan.
pub(crate) fn prefix(profile: &Profile, prefix: Prefix, lang: Lang) -> String {
    let Some(zh) = profile.regions.prefix_name(prefix, Lang::Zh) else {
        return prefix.to_string();
    };
    if lang == Lang::Zh {
        return zh;
    }
    if prefix.len() == 0 {
        return "the whole country".to_owned();
    }
    let code = Region::parse(&format!("{:0<6}", prefix.to_string()));
    let Some(code) = code else {
        return prefix.to_string();
    };
    let wide = region(profile, code, lang);
    match profile.regions.name(code, Lang::Zh) {
        Some(own) if prefix.len() > 2 => format!("“{own}” in {wide}"),
        _ => wide,
    }
}

fn province(profile: &Profile, region: Region) -> Option<Region> {
    let code = Region::parse(&format!("{}0000", &region.to_string()[..2]))?;
    profile.regions.contains(code).then_some(code)
}
