//! The append, over both databases: what is acknowledged is kept, in order, once, and proved.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;
mod stories;

macro_rules! stories {
    ($($file:ident: $story:ident,)*) => {
        stories!(@each sqlite mingma_store::scratch::ScratchFile::new() => $($file: $story,)*);
        stories!(@each postgres mingma_store::scratch::Scratch::new() => $($file: $story,)*);
    };
    (@each $backend:ident $place:expr => $($file:ident: $story:ident,)*) => {
        mod $backend {
            $(
                #[test]
                fn $story() {
                    crate::stories::$file::$story(&$place.unwrap());
                }
            )*
        }
    };
}

stories! {
    kept: an_acknowledged_act_is_in_the_store_and_then_under_a_checkpoint,
    kept: a_receipt_proves_act_and_member_from_its_bytes_alone,
    kept: the_same_act_again_is_answered_with_the_first_number,
    kept: other_bytes_under_an_id_are_refused,
    kept: two_of_one_id_in_one_batch_are_one_act,
    kept: members_that_were_not_signed_are_refused,
    kept: sealing_times_never_fall_though_the_clock_jumps,
    kept: numbers_are_dense_and_every_acknowledged_act_is_there_after_reopening,
    moved: what_was_decided_on_rows_that_moved_is_refused_and_decided_again,
    moved: a_key_that_is_revoked_between_signing_and_sealing_signs_nothing,
    moved: a_key_that_is_revoked_in_the_same_batch_signs_nothing,
    moved: two_enrolments_of_one_number_in_one_batch_are_told_apart,
    broken: a_commit_whose_answer_was_lost_is_asked_for_and_answered,
    broken: a_commit_that_was_lost_is_decided_again_and_kept,
    broken: a_commit_that_is_kept_late_is_not_kept_twice,
    broken: a_store_that_fails_stops_the_writer_which_says_so,
    writers: two_writers_on_one_folder_take_turns_and_their_logs_agree,
    erased: a_destroyed_key_leaves_every_root_and_receipt_provable,
    erased: acts_folded_again_give_the_same_rows,
}
