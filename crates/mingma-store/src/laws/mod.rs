//! The laws of a store, one file a noun, tried on every database alike.
//!
//! [`store_laws`] names them all; a test compares that list with the files, so that none can be
//! left out.

mod acts;
mod commit;
mod lists;
mod members;
mod residents;
mod sample;
mod scan;
mod waiting;

macro_rules! store_laws {
    ($backend:ident, $place:expr) => {
        mod $backend {
            store_laws! { @each $place =>
                acts: acts_are_found_by_number_id_and_digest,
                acts: acts_are_read_in_order_from_any_number,
                acts: an_act_is_written_once,
                acts: blocks_come_in_the_order_of_their_chunks,
                acts: no_two_acts_share_an_id_or_digest,
                commit: a_commit_from_an_old_newest_is_refused_and_keeps_nothing,
                commit: a_commit_that_fails_in_its_midst_keeps_nothing,
                commit: a_value_that_does_not_fit_is_refused_and_keeps_nothing,
                commit: any_run_of_commits_leaves_what_a_map_would_hold,
                commit: every_value_is_read_back_as_it_was_written,
                commit: many_rows_are_put_replaced_and_deleted_as_one_is,
                commit: of_several_changes_of_one_row_the_last_counts,
                commit: of_writers_from_one_newest_one_wins,
                commit: readers_see_whole_commits_only,
                commit: what_breaks_before_it_is_kept_leaves_nothing,
                commit: what_breaks_before_it_is_answered_is_kept_and_found,
                commit: what_is_kept_is_there_when_it_is_opened_again,
                lists: small_tables_are_read_whole_in_the_order_of_their_keys,
                lists: fixtures_of_a_place_come_by_their_ids,
                lists: things_are_found_by_their_ids,
                lists: texts_of_a_kind_come_in_the_order_of_their_acts,
                members: members_of_many_come_sorted_whoever_has_none,
                members: members_of_one_come_by_act_and_index,
                members: visits_are_found_by_resident_and_by_spot,
                residents: a_device_key_is_one_residents,
                residents: a_document_belongs_to_one_resident,
                residents: a_document_can_move_in_one_commit,
                residents: documents_are_found_in_the_order_in_which_they_are_asked_for,
                residents: many_residents_are_found_at_once,
                residents: residents_are_found_by_number_and_by_outer_id,
                residents: who_turned_out_to_be_somebody_is_found,
                scan: a_scan_goes_on_after_a_key_that_is_not_there,
                scan: pages_have_no_gaps_and_no_repeats,
                scan: texts_are_ordered_by_their_bytes,
                scan: what_is_no_key_is_refused,
                waiting: appeals_wait_the_one_due_first_first,
                waiting: facts_are_found_by_name,
                waiting: letters_come_by_act_and_number,
                waiting: only_open_proposals_wait_the_oldest_first,
                waiting: outbox_pages_have_no_gaps,
                waiting: refusals_come_newest_first_page_by_page,
                waiting: what_is_due_comes_oldest_first,
            }
        }
    };
    (@each $place:expr => $($noun:ident: $law:ident,)*) => {
        pub(super) const NAMES: &[&str] = &[$(stringify!($law),)*];

        $(
            #[test]
            fn $law() {
                use crate::scratch::{Scratch, ScratchFile};
                let _ = (Scratch::new as fn() -> _, ScratchFile::new as fn() -> _);
                crate::laws::$noun::$law(&$place.unwrap());
            }
        )*
    };
}

store_laws!(sqlite, ScratchFile::new());
store_laws!(postgres, Scratch::new());

#[test]
fn no_law_is_left_out() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/laws");
    let mut laws = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let found =
            text.lines().filter_map(|line| line.strip_prefix("pub(super) fn ")?.strip_suffix("(place: &dyn Place) {"));
        laws.extend(found.map(str::to_owned));
    }
    let mut named = sqlite::NAMES.to_vec();
    laws.sort();
    named.sort_unstable();
    assert_eq!(laws, named);
    assert_eq!(sqlite::NAMES, postgres::NAMES);
}
