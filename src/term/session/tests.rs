//! Plays sessions in real terminals: this test program starts itself inside a pseudo-terminal.

use std::{
    env,
    io::{Read, Write},
    num::NonZeroU16,
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use ratatui::text::Line;

use super::*;

/// The variable that tells the started program what to play.
const SCENE: &str = "POCHADE_TEST_SCENE";

/// The exit code of a scene that ended because its terminal was gone.
const ENDED_WELL: i32 = 7;

/// Longer than anything here takes, on the slowest machine.
const AT_MOST: Duration = Duration::from_secs(30);

#[test]
#[ignore = "the other tests start it, inside a terminal of its own"]
fn scene() {
    let modes = Modes {
        mouse: true,
        title: true,
    };
    let mut session = Session::enter(modes).unwrap();
    let (sender, inputs) = channel();
    let also = sender.clone();
    session.listen(move |input| drop(sender.send(input))).unwrap();
    session.watch_signals(move |input| drop(also.send(input))).unwrap();
    show(&mut session, "ready");
    match env::var(SCENE).unwrap().as_str() {
        "quit" => assert_eq!(inputs.recv().unwrap(), Input::Key("q".parse().unwrap())),
        "panic" => {
            inputs.recv().unwrap();
            thread::spawn(|| panic!("a thread gave up")).join().unwrap_err();
            show(&mut session, "still here");
        }
        "hang up" => {
            let input = inputs.recv().unwrap();
            drop(session);
            // The test program itself would stumble over the terminal that is gone.
            std::process::exit(if input == Input::HungUp { ENDED_WELL } else { 1 });
        }
        "stuck" => loop {
            // Neither draws nor ends: only the last resort can help.
            inputs.recv().unwrap();
        },
        "suspend" => {
            inputs.recv().unwrap();
            session.suspend().unwrap();
            show(&mut session, "back again");
            assert_eq!(inputs.recv().unwrap(), Input::Key("q".parse().unwrap()));
        }
        "outside" => {
            inputs.recv().unwrap();
            let mut bytes = [0; 64];
            let count = session
                .while_outside(|| rustix::io::read(stdin(), &mut bytes))
                .unwrap()
                .unwrap();
            let heard = format!("outside heard {}", String::from_utf8_lossy(&bytes[..count]).trim());
            show(&mut session, &heard);
            assert_eq!(inputs.recv().unwrap(), Input::Key("q".parse().unwrap()));
        }
        other => panic!("no scene is called {other}"),
    }
}

fn show(session: &mut Session, text: &str) {
    session
        .draw(|frame| frame.render_widget(Line::raw(text), frame.area()))
        .unwrap();
}

/// A terminal with a scene in it, seen from outside.
struct Stage {
    master: Box<dyn MasterPty + Send>,
    keyboard: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    raw: Vec<u8>,
}

impl Stage {
    fn play(scene: &str) -> Self {
        let size = PtySize {
            rows: 24,
            cols: 80,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env::current_exe().unwrap());
        command.args([
            "--exact",
            "term::session::tests::scene",
            "--ignored",
            "--nocapture",
            "--test-threads=1",
        ]);
        command.env(SCENE, scene);
        command.env("RUST_BACKTRACE", "0");
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, output) = channel();
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        let keyboard = pair.master.take_writer().unwrap();
        let screen = vt100::Parser::new(NonZeroU16::new(24).unwrap(), NonZeroU16::new(80).unwrap(), 0);
        Self {
            master: pair.master,
            keyboard,
            child,
            output,
            screen,
            raw: Vec::new(),
        }
    }

    fn until(&mut self, text: &str) {
        while !self.screen.screen().contents().contains(text) {
            let bytes = self
                .output
                .recv_timeout(AT_MOST)
                .unwrap_or_else(|_| panic!("no “{text}” on {:?}", self.contents()));
            self.take(&bytes);
        }
    }

    fn until_the_end(&mut self) -> u32 {
        let code = self.child.wait().unwrap().exit_code();
        while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(200)) {
            self.take(&bytes);
        }
        code
    }

    fn take(&mut self, bytes: &[u8]) {
        self.raw.extend_from_slice(bytes);
        self.screen.process(bytes);
    }

    fn contents(&self) -> String {
        self.screen.screen().contents()
    }

    fn type_keys(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
    }

    /// Whether the line hands on whole lines and shows what is typed, as a shell's does.
    fn is_cooked(&self) -> bool {
        let told = format!("{:?}", self.master.get_termios().unwrap().local_flags);
        told.contains("ICANON") && told.contains("ECHO")
    }

    fn is_as_before(&self) -> bool {
        let screen = self.screen.screen();
        self.is_cooked()
            && !screen.alternate_screen()
            && !screen.hide_cursor()
            && !screen.bracketed_paste()
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
    }
}

#[test]
fn a_session_takes_the_terminal_and_gives_it_back() {
    let mut stage = Stage::play("quit");
    stage.until("ready");
    assert!(stage.screen.screen().alternate_screen() && stage.screen.screen().bracketed_paste());
    assert!(!stage.is_cooked());
    stage.type_keys("q");
    assert_eq!(stage.until_the_end(), 0);
    assert!(stage.is_as_before(), "{:?}", stage.contents());
}

#[test]
fn a_panic_in_any_thread_restores_the_terminal_and_is_read_on_it() {
    let mut stage = Stage::play("panic");
    stage.until("ready");
    stage.type_keys("q");
    assert_eq!(stage.until_the_end(), 101);
    assert!(stage.is_as_before());
    assert!(stage.contents().contains("a thread gave up"), "{:?}", stage.contents());
}

#[test]
fn a_signal_that_the_terminal_goes_away_ends_the_session() {
    let mut stage = Stage::play("hang up");
    stage.until("ready");
    let id = stage.child.process_id().unwrap();
    let id = rustix::process::Pid::from_raw(i32::try_from(id).unwrap()).unwrap();
    rustix::process::kill_process(id, Signal::HUP).unwrap();
    assert_eq!(stage.until_the_end(), u32::try_from(ENDED_WELL).unwrap());
}

#[test]
fn a_hang_up_without_a_signal_is_seen_too() {
    let pair = native_pty_system().openpty(PtySize::default()).unwrap();
    let mut command = CommandBuilder::new("sh");
    let told = tempfile::tempdir().unwrap();
    let own = env::current_exe().unwrap();
    let script = "trap '' HUP; \"$0\" --exact term::session::tests::scene --ignored --nocapture; echo $? > \"$1\"";
    command.args([
        "-c".as_ref(),
        script.as_ref(),
        own.as_os_str(),
        told.path().join("code").as_os_str(),
    ]);
    command.env(SCENE, "hang up");
    let mut shell = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().unwrap();
    let mut heard = Vec::new();
    let mut bytes = [0; 4096];
    while !String::from_utf8_lossy(&heard).contains("ready") {
        let count = reader.read(&mut bytes).unwrap();
        heard.extend_from_slice(&bytes[..count]);
    }
    drop(reader);
    drop(pair.master);
    shell.wait().unwrap();
    let code = std::fs::read_to_string(told.path().join("code")).unwrap();
    assert_eq!(code.trim(), ENDED_WELL.to_string());
}

#[test]
fn a_stop_that_nobody_can_undo_is_none() {
    // No shell controls the jobs of this terminal, so the system ignores the stop; the session must come back.
    let mut stage = Stage::play("suspend");
    stage.until("ready");
    stage.type_keys("z");
    stage.until("back again");
    assert!(stage.screen.screen().alternate_screen() && !stage.contents().contains("ready"));
    stage.type_keys("q");
    assert_eq!(stage.until_the_end(), 0);
    assert!(stage.is_as_before());
}

#[test]
fn a_program_that_does_not_end_when_asked_is_ended_with_its_terminal_restored() {
    let mut stage = Stage::play("stuck");
    stage.until("ready");
    let id = stage.child.process_id().unwrap();
    let id = rustix::process::Pid::from_raw(i32::try_from(id).unwrap()).unwrap();
    rustix::process::kill_process(id, Signal::TERM).unwrap();
    assert_eq!(stage.until_the_end(), 128 + 15);
    assert!(stage.is_as_before());
}

#[test]
fn somebody_else_can_have_the_terminal_for_a_while() {
    let mut stage = Stage::play("outside");
    stage.until("ready");
    stage.type_keys("e");
    while stage.screen.screen().alternate_screen() {
        let bytes = stage.output.recv_timeout(AT_MOST).unwrap();
        stage.take(&bytes);
    }
    assert!(stage.is_cooked());
    // Keys that were meant for the studio are dropped behind the last byte that it writes; these are not.
    thread::sleep(Duration::from_millis(500));
    stage.type_keys("a line for the editor\n");
    stage.until("outside heard a line for the editor");
    assert!(stage.screen.screen().alternate_screen());
    stage.type_keys("q");
    assert_eq!(stage.until_the_end(), 0);
    assert!(stage.is_as_before());
}

#[test]
fn the_modes_and_the_first_frame_come_together() {
    let mut stage = Stage::play("quit");
    stage.until("ready");
    let text = String::from_utf8_lossy(&stage.raw).into_owned();
    let modes = Modes {
        mouse: true,
        title: true,
    }
    .enter();
    let (_, after) = text.split_once(&modes).unwrap();
    assert!(after.contains("ready"));
    stage.type_keys("q");
    stage.until_the_end();
}
