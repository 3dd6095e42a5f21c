//! The table of faults: what can break, and which tests would notice that we stopped bearing it.

use std::{collections::BTreeSet, fs, path::Path};

use crate::grades::say;

/// How a fault is looked after.
#[derive(Debug)]
pub enum How {
    /// These tests, each as `file::name`, bring it about as it happens.
    Tests(&'static [&'static str]),
    /// These tests stand in for it, because of this.
    Simulated(&'static [&'static str], &'static str),
}

impl How {
    fn tests(&self) -> &'static [&'static str] {
        match self {
            Tests(tests) | Simulated(tests, _) => tests,
        }
    }

    /// The verdict in a word or a sentence.
    fn told(&self) -> String {
        match self {
            Tests(_) => "shown".to_owned(),
            Simulated(_, why) => format!("simulated: {why}"),
        }
    }
}

use How::{Simulated, Tests};

/// Every fault of the table in faults.md §5, by its number.
pub const ROWS: &[(u8, &str, How)] = &[
    (
        1,
        "a dropped line (SIGHUP) in flight",
        Tests(&[
            "tests/faults/lost_lines.rs::a_closed_terminal_ends_the_studio_and_the_picture_is_stored_once",
            "tests/faults/lost_lines.rs::a_dropped_ssh_line_loses_no_picture_and_pays_once",
            "tests/engine.rs::it_survives_the_violent_death_of_its_client_and_of_the_whole_group",
            "tests/terminal.rs::a_lost_terminal_ends_the_studio_and_not_the_request",
            "tests/faults/terminals.rs::a_studio_that_is_left_before_its_engine_has_started_hands_the_request_over",
        ]),
    ),
    (
        2,
        "a hang-up without SIGHUP",
        Tests(&[
            "tests/faults/lost_lines.rs::a_terminal_that_goes_without_a_signal_ends_the_studio_too",
            "src/term/session/tests.rs::a_hang_up_without_a_signal_is_seen_too",
        ]),
    ),
    (
        3,
        "kill -9 at any point",
        Tests(&[
            "tests/faults/crowds.rs::whoever_is_killed_whenever_nothing_acknowledged_is_lost_and_nothing_is_sent_twice",
            "tests/faults/sweeps.rs::no_call_of_the_engine_that_kills_makes_a_lie_or_a_second_bill",
            "tests/faults/sweeps.rs::no_call_of_the_command_line_that_fails_or_kills_makes_a_lie_or_a_second_bill",
        ]),
    ),
    (
        4,
        "kill -9 between the sent file and the first byte",
        Tests(&[
            "tests/faults/sweeps.rs::no_call_on_the_wire_that_fails_or_kills_makes_a_second_bill",
            "tests/faults/lost_lines.rs::an_engine_that_dies_leaves_an_unknown_and_nothing_is_sent_again",
        ]),
    ),
    (
        5,
        "power loss",
        Tests(&["tests/faults/power.rs::no_promise_is_broken_by_a_power_cut"]),
    ),
    (
        6,
        "a full disk before sending",
        Tests(&[
            "tests/faults/disks.rs::without_room_for_the_answer_nothing_is_sent",
            "tests/faults/sweeps.rs::no_call_of_the_engine_that_fails_makes_a_lie_or_a_second_bill",
        ]),
    ),
    (
        7,
        "a full disk while receiving",
        Tests(&[
            "tests/faults/disks.rs::a_disk_that_fills_up_meanwhile_is_waited_for",
            "tests/faults/disks.rs::a_disk_that_stays_full_is_no_success_and_the_answer_is_kept",
            "tests/faults/disks.rs::a_disk_that_stays_full_asks_where_else_to_save",
            "tests/faults/sweeps.rs::a_disk_that_stays_full_ends_in_an_honest_word_and_keeps_the_answer",
            "tests/keeping.rs::an_answer_for_which_the_spool_has_no_room_is_stored_all_the_same",
            "src/store/spool.rs::where_the_disk_is_full_the_rest_goes_elsewhere_and_is_read_as_one",
            "src/app/tests/refuge.rs::a_directory_that_takes_nothing_is_told_and_another_one_can_be_named",
        ]),
    ),
    (
        8,
        "a full disk under SQLite",
        Tests(&["tests/faults/disks.rs::a_full_index_loses_no_record"]),
    ),
    (
        9,
        "an error of fsync",
        Tests(&[
            "tests/faults/sweeps.rs::no_call_of_the_engine_that_fails_makes_a_lie_or_a_second_bill",
            "tests/faults/sweeps.rs::no_call_of_the_command_line_that_fails_or_kills_makes_a_lie_or_a_second_bill",
        ]),
    ),
    (
        10,
        "a read-only data directory",
        Tests(&[
            "tests/faults/disks.rs::a_directory_that_is_closed_to_us_is_read_and_sends_nothing",
            "tests/faults/disks.rs::a_disk_that_turned_read_only_is_read_and_sends_nothing",
        ]),
    ),
    (
        11,
        "two instances, one directory",
        Tests(&[
            "tests/faults/crowds.rs::two_processes_share_one_history_and_each_request_is_sent_by_one",
            "tests/store.rs::two_stores_on_one_folder_see_each_other",
        ]),
    ),
    (
        12,
        "two instances retry the same request",
        Tests(&[
            "tests/faults/crowds.rs::of_two_who_retry_at_once_one_does",
            "tests/store.rs::of_many_who_begin_at_once_one_does",
        ]),
    ),
    (
        13,
        "a home on NFS, SMB or FUSE",
        Simulated(
            &[
                "tests/faults/disks.rs::a_home_on_a_network_keeps_an_index_for_each_machine",
                "tests/faults/disks.rs::where_no_lock_can_be_had_nothing_is_sent_twice",
            ],
            "few kernels here have NFS: strace fakes what statfs says, and takes the locks away; SQLite locks as usual, since \
             the studio and its engine share the index of one machine",
        ),
    ),
    (
        14,
        "a stale lock, a dead owner",
        Tests(&[
            "tests/store.rs::a_dead_engine_leaves_an_unknown_that_recovery_ends",
            "tests/engine.rs::an_engine_that_was_killed_leaves_an_unknown_end",
            "tests/faults/lost_lines.rs::an_engine_that_dies_leaves_an_unknown_and_nothing_is_sent_again",
            "tests/keeping.rs::a_living_engine_is_not_robbed_of_its_answer",
        ]),
    ),
    (
        15,
        "a laptop that sleeps",
        Simulated(
            &[
                "tests/faults/lost_lines.rs::a_sleep_of_engine_and_server_is_no_reason_to_give_up",
                "src/term/asleep.rs::a_sleep_is_told_once_and_a_look_between_the_clocks_is_none",
                "src/app/tests/unsettled.rs::a_sleep_is_told_at_what_runs_and_nowhere_else",
            ],
            "the processes are stopped and go on; the machine itself cannot sleep here",
        ),
    ),
    (
        16,
        "a router that forgets the connection",
        Tests(&["tests/faults/lost_lines.rs::a_forgotten_connection_ends_unknown_in_about_two_minutes"]),
    ),
    (
        17,
        "429 for a rate",
        Tests(&[
            "tests/faults/answers.rs::a_wait_for_a_rate_is_seen_and_can_be_cancelled",
            "tests/engine.rs::only_what_certainly_did_not_run_is_sent_again",
            "src/engine/retry.rs::only_what_certainly_did_not_run_is_tried_again",
            "src/api/headers.rs::a_wait_is_read_in_seconds_and_as_a_date",
        ]),
    ),
    (
        18,
        "429 for a quota or a spending limit",
        Tests(&[
            "tests/faults/answers.rs::an_empty_account_is_told_and_not_asked_again",
            "tests/faults/answers.rs::an_empty_account_holds_what_waits_for_it",
            "src/app/tests/queueing.rs::an_account_that_cannot_pay_holds_the_rest_until_the_person_lets_it_go",
        ]),
    ),
    (
        19,
        "500, 502, 503, 504",
        Tests(&["tests/faults/answers.rs::a_broken_server_is_asked_once_and_may_have_billed"]),
    ),
    (
        20,
        "no answer in time",
        Simulated(
            &[
                "tests/api.rs::a_silent_server_is_given_up_on",
                "tests/faults/answers.rs::the_limits_of_patience_are_those_of_a_dear_answer",
            ],
            "a quarter of an hour is made short; the true limit is looked at as a number",
        ),
    ),
    (
        21,
        "a reset in mid-body",
        Tests(&[
            "tests/faults/answers.rs::a_reset_keeps_what_came_wherever_it_comes",
            "tests/engine.rs::an_unfinished_picture_of_a_stream_can_be_looked_at",
        ]),
    ),
    (
        22,
        "an answer cut short without a length",
        Tests(&[
            "tests/faults/answers.rs::half_an_answer_is_never_a_whole_one",
            "tests/api.rs::an_answer_that_breaks_off_gives_what_came",
        ]),
    ),
    (
        23,
        "a slow drip",
        Tests(&["tests/faults/answers.rs::a_dripping_answer_is_waited_for_as_long_as_it_drips"]),
    ),
    (
        24,
        "broken base64, data URLs, white space",
        Tests(&["tests/faults/answers.rs::base64_is_read_in_every_dress_and_what_is_broken_is_kept"]),
    ),
    (
        25,
        "bytes that are no picture, wrong endings, torn pictures",
        Tests(&[
            "tests/faults/answers.rs::what_is_no_picture_is_kept_under_what_it_is",
            "src/imaging/wholeness.rs::a_picture_that_was_cut_off_is_told_from_a_whole_one",
        ]),
    ),
    (
        26,
        "pages, empty bodies, other shapes, errors inside a success",
        Tests(&["tests/faults/answers.rs::a_body_of_another_shape_is_told_in_short_and_kept_whole"]),
    ),
    (
        27,
        "fewer or more pictures than asked, nulls",
        Tests(&["tests/faults/answers.rs::fewer_more_and_missing_pictures_are_all_kept"]),
    ),
    (
        28,
        "a block by moderation",
        Tests(&["tests/faults/answers.rs::a_moderation_refuses_once_and_a_partial_one_keeps_the_rest"]),
    ),
    (
        29,
        "a clock that jumps, 1970, 2099",
        Tests(&[
            "tests/faults/disks.rs::a_clock_that_is_decades_off_loses_nothing",
            "tests/store.rs::requests_that_come_out_of_order_are_listed_in_order",
            "tests/faults/secrets.rs::a_certificate_that_is_wrong_is_told_and_nothing_is_sent",
        ]),
    ),
    (
        30,
        "ctrl-z and fg",
        Tests(&[
            "tests/tmux.rs::ctrl_z_suspends_and_fg_repaints",
            "tests/faults/terminals.rs::a_studio_that_ctrl_z_has_stopped_keeps_nobody_from_emptying_the_log_of_the_index",
            "tests/faults/terminals.rs::a_studio_that_sleeps_holds_nothing_up",
        ]),
    ),
    (
        31,
        "storms of resizes, 1x1, 1000x500",
        Tests(&[
            "tests/terminal.rs::every_size_of_window_is_survived",
            "tests/screens.rs::no_size_and_no_text_is_too_odd_to_draw",
            "tests/faults/terminals.rs::a_storm_of_sizes_ends_in_the_last_one",
        ]),
    ),
    (
        32,
        "a terminal that answers nothing, late or garbage",
        Tests(&[
            "src/term/input/decoder/tests.rs::an_answer_torn_by_silence_is_not_typed",
            "src/term/input/decoder/tests.rs::what_says_nothing_to_us_is_dropped_and_never_typed",
            "tests/faults/terminals.rs::answers_that_come_late_or_as_garbage_are_never_typed",
        ]),
    ),
    (
        33,
        "a blocked terminal",
        Tests(&[
            "tests/faults/terminals.rs::a_blocked_terminal_holds_up_no_request_and_frames_are_not_queued",
            "tests/faults/terminals.rs::a_blocked_terminal_keeps_nobody_from_ending_the_studio",
        ]),
    ),
    (
        34,
        "a panic while drawing",
        Tests(&[
            "src/term/session/tests.rs::a_panic_in_any_thread_restores_the_terminal_and_is_read_on_it",
            "tests/faults/terminals.rs::a_panic_while_drawing_restores_the_terminal_and_loses_no_request",
        ]),
    ),
    (
        35,
        "a panic in a worker",
        Tests(&["tests/faults/answers.rs::a_panic_at_any_stage_ends_that_request_unknown_and_no_other"]),
    ),
    (
        36,
        "stack overflow, abort, out of memory",
        Simulated(
            &[
                "tests/faults/lost_lines.rs::an_engine_that_dies_leaves_an_unknown_and_nothing_is_sent_again",
                "tests/faults/lost_lines.rs::a_killed_studio_leaves_its_request_to_the_engine",
                "tests/faults/pictures.rs::ten_huge_answers_take_no_more_memory_than_one",
            ],
            "all three are a death by signal, which is sent",
        ),
    ),
    (
        37,
        "an error in the loop",
        Tests(&[
            "tests/faults/terminals.rs::a_write_to_the_terminal_that_fails_ends_the_studio_and_restores_the_terminal",
        ]),
    ),
    (
        38,
        "a damaged index",
        Tests(&[
            "tests/store.rs::a_damaged_index_is_set_aside_and_made_again",
            "tests/store.rs::no_flipped_byte_of_the_index_keeps_the_store_from_working",
            "tests/store.rs::with_the_index_deleted_everything_is_back",
            "tests/faults/kept.rs::a_lost_log_of_the_index_loses_no_request",
            "tests/keeping.rs::an_index_without_its_log_or_of_an_older_version_is_made_again",
        ]),
    ),
    (
        39,
        "a missing or damaged picture",
        Tests(&[
            "tests/keeping.rs::check_says_what_is_wrong_and_repair_mends_what_can_be_mended",
            "tests/faults/kept.rs::a_damaged_picture_is_told_and_never_fetched_again",
        ]),
    ),
    (
        40,
        "a damaged record",
        Tests(&[
            "tests/store.rs::a_damaged_record_is_flagged_while_the_others_load",
            "tests/faults/kept.rs::no_damage_of_a_record_hides_another_or_makes_it_safe_to_send",
            "tests/keeping.rs::a_raw_answer_is_known_by_its_hash_and_old_records_have_none",
        ]),
    ),
    (
        41,
        "an index of a newer version",
        Tests(&[
            "tests/store.rs::an_index_of_a_newer_version_is_only_read",
            "tests/faults/kept.rs::an_index_of_a_newer_version_is_read_by_the_program_and_sends_nothing",
        ]),
    ),
    (
        42,
        "an upgrade killed midway",
        Tests(&[
            "tests/keeping.rs::an_upgrade_of_the_index_that_is_killed_midway_has_not_happened",
            "tests/faults/kept.rs::an_upgrade_that_is_killed_anywhere_is_done_by_the_next_start",
        ]),
    ),
    (
        43,
        "a hundred thousand requests",
        Simulated(
            &[
                "tests/store.rs::pages_of_a_thousand_rows_meet_without_gap_or_repeat",
                "tests/gallery.rs::a_move_writes_little_and_a_picture_is_sent_once",
                "src/store/index/conditions/tests.rs::each_token_is_answered_through_the_index_that_serves_it",
            ],
            "ten thousand stand for a hundred thousand, which `cargo bench --bench history` makes and asks",
        ),
    ),
    (
        44,
        "pictures that burst when unpacked",
        Tests(&[
            "src/imaging/decode.rs::too_many_pixels_are_refused_from_the_header_alone",
            "tests/faults/pictures.rs::pictures_that_burst_are_kept_and_never_unpacked",
        ]),
    ),
    (
        45,
        "hostile file names",
        Tests(&[
            "tests/faults/parsers.rs::a_name_of_ours_is_plain_whatever_the_prompt",
            "tests/faults/surroundings.rs::pictures_of_every_name_are_sent_and_no_name_steers_anything",
            "tests/faults/surroundings.rs::what_is_no_regular_file_is_refused_and_never_waited_for",
        ]),
    ),
    (
        46,
        "links in the data directory",
        Tests(&[
            "tests/faults/kept.rs::links_in_our_places_are_not_written_through",
            "tests/faults/kept.rs::a_directory_that_somebody_else_has_linked_is_refused",
            "tests/faults/kept.rs::files_that_are_swapped_for_links_meanwhile_lead_nowhere",
        ]),
    ),
    (
        47,
        "an export over a file that exists",
        Tests(&[
            "tests/store.rs::a_copy_never_overwrites",
            "tests/cli.rs::results_are_copied_under_readable_names_and_nothing_is_overwritten",
            "tests/faults/kept.rs::of_many_copies_under_one_name_none_replaces_another",
        ]),
    ),
    (
        48,
        "prompts with escapes, bidi, invisible letters, emoji",
        Tests(&[
            "tests/faults/parsers.rs::the_sanitiser_lets_nothing_through_that_steers",
            "tests/faults/parsers.rs::any_prompt_makes_one_line_of_history_that_says_it_again",
        ]),
    ),
    (
        49,
        "a paste of ten megabytes, with the end marker inside",
        Tests(&[
            "src/term/input/decoder/tests.rs::a_huge_paste_comes_in_parts_and_none_of_it_as_keys",
            "src/term/input/decoder/tests.rs::a_paste_is_text_whatever_it_holds",
            "src/term/input/decoder/tests.rs::a_paste_without_end_is_delivered_after_a_silence",
            "src/app/tests/attaching.rs::a_text_that_no_model_takes_is_asked_about_and_nothing_of_it_is_lost_or_taken_by_mistake",
            "src/app/tests/attaching.rs::a_text_that_fits_nowhere_is_refused_in_words",
        ]),
    ),
    (
        50,
        "a server's words with escapes",
        Tests(&["tests/faults/answers.rs::words_of_a_server_reach_the_terminal_without_their_claws"]),
    ),
    (
        51,
        "links into a private network",
        Tests(&[
            "tests/faults/parsers.rs::no_way_to_write_an_inner_address_is_fetched",
            "tests/api.rs::links_are_fetched_with_the_key_only_at_home",
            "src/api/download.rs::only_addresses_of_the_open_network_are_public",
        ]),
    ),
    (
        52,
        "a redirect of a request",
        Tests(&[
            "tests/api.rs::a_redirect_is_told_and_never_followed",
            "tests/faults/answers.rs::a_redirect_of_a_request_is_told_by_the_program_and_not_followed",
        ]),
    ),
    (
        53,
        "a packed answer that bursts",
        Tests(&["tests/faults/answers.rs::packed_answers_are_never_unpacked"]),
    ),
    (
        54,
        "endless bodies and headers, deep nesting",
        Tests(&[
            "tests/faults/answers.rs::endless_headers_and_endless_depth_are_given_up_on",
            "tests/faults/answers.rs::an_endless_body_is_cut_at_its_limit",
            "tests/api.rs::too_much_is_cut_and_packed_is_refused_but_both_are_kept",
        ]),
    ),
    (
        55,
        "event streams in any pieces",
        Tests(&[
            "tests/api.rs::a_stream_tells_of_its_events_as_they_arrive",
            "tests/answers.rs::any_chunking_of_any_answer_gives_the_same",
            "tests/answers.rs::every_answer_is_read_as_it_should_be",
        ]),
    ),
    (
        56,
        "plain http to another machine",
        Tests(&["src/api/endpoint.rs::plain_http_stays_on_this_machine_unless_allowed"]),
    ),
    (
        57,
        "a wrong certificate",
        Tests(&[
            "tests/faults/secrets.rs::a_certificate_that_is_wrong_is_told_and_nothing_is_sent",
            "tests/faults/secrets.rs::no_option_turns_the_look_at_certificates_off",
        ]),
    ),
    (
        58,
        "a hostile proxy",
        Tests(&[
            "tests/faults/secrets.rs::a_proxy_never_sees_what_is_meant_for_this_machine",
            "src/config/proxies.rs::every_proxy_is_told_by_its_variable_and_without_its_password",
            "tests/faults/surroundings.rs::a_proxy_can_be_turned_off",
        ]),
    ),
    (
        59,
        "a key among the arguments",
        Tests(&["tests/faults/secrets.rs::no_option_takes_a_key_and_none_stands_among_the_arguments_of_a_process"]),
    ),
    (
        60,
        "a key in the environment of children",
        Tests(&[
            "src/engine/program.rs::the_engine_inherits_no_key",
            "src/config/key_command.rs::it_sees_the_surroundings_without_any_key",
            "tests/faults/surroundings.rs::no_child_finds_a_key_around_itself",
        ]),
    ),
    (
        61,
        "a key in logs, errors, records",
        Tests(&[
            "tests/engine.rs::the_sent_file_is_there_before_the_request_and_nothing_holds_the_key",
            "tests/faults/parsers.rs::no_key_survives_the_redactor",
            "tests/faults/canary.rs::the_key_is_nowhere_when_a_worker_panics",
            "tests/faults/canary.rs::the_key_is_nowhere_on_the_screen",
            "tests/faults/canary.rs::the_key_is_nowhere_whatever_servers_say",
            "src/store/spool.rs::a_key_never_lies_whole_on_a_disk_however_it_comes_in_pieces",
        ]),
    ),
    (
        62,
        "core dumps",
        Tests(&[
            "tests/faults/secrets.rs::no_process_of_ours_leaves_a_core_file",
            "tests/faults/surroundings.rs::nobody_looks_into_a_process_that_holds_a_key",
        ]),
    ),
    (
        63,
        "a server that says the key again",
        Tests(&[
            "tests/api.rs::refusals_mean_what_their_code_and_status_say_and_are_asked_once",
            "tests/faults/canary.rs::the_key_is_nowhere_whatever_servers_say",
        ]),
    ),
    (
        64,
        "a key sent to another host",
        Tests(&["tests/cli.rs::a_key_does_not_follow_a_changed_base_url"]),
    ),
    (
        65,
        "modes of files",
        Tests(&[
            "tests/store.rs::everything_is_for_the_owner_only",
            "src/config/keys.rs::a_file_that_others_can_read_is_refused_with_the_cure",
            "tests/faults/surroundings.rs::whatever_the_umask_our_files_are_for_their_owner_alone",
        ]),
    ),
    (
        66,
        "a keyring that hangs or is missing",
        Tests(&[
            "tests/faults/surroundings.rs::a_keyring_that_is_mute_or_missing_is_given_up_on_and_nothing_takes_its_place",
            "tests/faults/surroundings.rs::a_keyring_that_cannot_be_asked_is_told_and_nothing_takes_its_place",
            "tests/faults/surroundings.rs::the_first_source_of_a_key_is_told_by_its_name",
        ]),
    ),
    (
        67,
        "a key command that hangs or floods",
        Tests(&[
            "src/config/key_command.rs::one_that_hangs_is_stopped",
            "src/config/key_command.rs::what_goes_wrong_is_said_without_what_was_printed",
            "src/config/key_command.rs::one_line_break_is_taken_off",
        ]),
    ),
    (
        68,
        "deleting and quitting with requests in flight",
        Tests(&[
            "tests/terminal.rs::quitting_while_a_request_runs_leaves_at_once_and_the_picture_is_stored_all_the_same",
            "src/app/tests/requests.rs::a_request_that_runs_can_go_into_the_trash_and_runs_on",
            "tests/engine.rs::a_held_request_stays_queued_when_the_engine_leaves_and_the_next_one_runs_it",
        ]),
    ),
    (
        69,
        "Enter twice, a key held down",
        Tests(&[
            "src/app/tests/sending.rs::a_key_held_down_sends_once_and_a_second_press_sends_again",
            "tests/faults/terminals.rs::twenty_sendings_in_one_breath_make_one_request",
        ]),
    ),
    (
        70,
        "a surprising price",
        Tests(&[
            "src/cli/gates.rs::each_cap_is_told_and_zero_is_none",
            "tests/keeping.rs::two_engines_at_once_do_not_overspend_together",
            "tests/cli.rs::a_cap_that_refuses_keeps_a_request_from_being_sent",
        ]),
    ),
    (
        71,
        "export and backup under load",
        Tests(&[
            "tests/faults/crowds.rs::a_backup_and_an_export_under_load_hold_what_was_there_before_and_nothing_half",
            "tests/keeping.rs::an_export_comes_in_elsewhere_once_and_the_same",
            "tests/keeping.rs::a_backup_is_verified_grows_by_what_is_new_and_brings_lost_things_back",
        ]),
    ),
    (
        72,
        "a quota of the disk, too many files, no memory, interrupted calls",
        Tests(&[
            "tests/faults/sweeps.rs::no_call_of_the_engine_that_fails_makes_a_lie_or_a_second_bill",
            "tests/faults/disks.rs::with_few_files_allowed_it_works_or_says_why_not",
        ]),
    ),
    (
        73,
        "a stale connection, a server that turns a request away unread",
        Simulated(
            &["tests/faults/answers.rs::every_request_has_a_connection_of_its_own"],
            "no request is ever put on a used connection, which is all that HTTP/2 would add to",
        ),
    ),
];

/// Whether a source file holds a function of that name.
fn exists(test: &str) -> bool {
    let Some((file, name)) = test.rsplit_once("::") else {
        return false;
    };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    fs::read_to_string(path).is_ok_and(|text| text.contains(&format!("fn {name}(")))
}

#[test]
fn every_fault_has_its_row_and_every_test_of_a_row_exists() {
    let numbers: BTreeSet<u8> = ROWS.iter().map(|(number, ..)| *number).collect();
    assert_eq!(numbers, (1..=73).collect());
    assert_eq!(ROWS.len(), 73);
    for (number, fault, how) in ROWS {
        assert!(!how.told().ends_with(' '), "{number}: no reason");
        assert!(!how.tests().is_empty(), "{number}, {fault}: no test");
        for test in how.tests() {
            assert!(exists(test), "{number}, {fault}: there is no {test}");
        }
    }
    assert!(!exists("tests/faults/rows.rs::of_no_such_name"));
}

/// The table for people, a line a fault.
fn lines() -> Vec<String> {
    let line = |(number, fault, how): &(u8, &str, How)| {
        let names = how.tests().iter().map(|test| test.trim_start_matches("tests/"));
        let names: Vec<&str> = names.collect();
        format!("{number} | {fault} | {} | {}", how.told(), names.join(", "))
    };
    ROWS.iter().map(line).collect()
}

#[test]
fn the_table_has_a_line_for_each_fault_and_is_printed_when_asked_for() {
    let lines = lines();
    assert_eq!(lines.len(), 73);
    assert!(
        lines
            .iter()
            .all(|line| line.matches(" | ").count() == 3 && !line.contains('\n'))
    );
    if std::env::var("POCHADE_FAULTS").is_ok_and(|asked| asked == "table") {
        say(&lines.join("\n"));
    }
}
