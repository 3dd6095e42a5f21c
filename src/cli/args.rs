//! The arguments of the program and of every verb.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::{
    archive_args::{ExportArgs, ImportArgs},
    draft_args::{EditArgs, GenerateArgs, VaryArgs},
    globals::Globals,
    mask_args::MaskArgs,
    paper_args::{CompletionsArgs, KeysArgs, ManArgs},
    profile_args::{ModelsArgs, ProfilesArgs},
    send_args::SendArgs,
    spend_args::SpendArgs,
};

/// A keyboard-driven studio for image models; without a verb it opens the studio.
#[derive(Debug, Default, Parser)]
#[command(name = "pochade", version, max_term_width = 110, disable_help_subcommand = true)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) globals: Globals,
    #[command(subcommand)]
    pub(super) verb: Option<Verb>,
}

/// One thing to do.
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Make pictures from words
    Generate(GenerateArgs),
    /// Make pictures from words and pictures, perhaps through a mask
    Edit(EditArgs),
    /// Make pictures like another one (compatible servers only)
    Vary(VaryArgs),
    /// Make a mask of a picture, or let a model draw one, and say how much it repaints
    Mask(MaskArgs),
    /// List requests, newest first
    History(HistoryArgs),
    /// Print a picture into the scrollback, with its facts
    Show(ShowArgs),
    /// Run a request again
    Rerun(RerunArgs),
    /// Stop a request that waits or runs
    Cancel(IdArgs),
    /// Star requests
    Star(StarArgs),
    /// Tag a request
    Tag(TagArgs),
    /// Put requests into the trash
    Trash(IdArgs),
    /// Take requests out of the trash
    Restore(RestoreArgs),
    /// List models, their lives, sizes and prices
    Models(ModelsArgs),
    /// List profiles, try one, or add one
    Profiles(ProfilesArgs),
    /// Write or find the settings
    #[command(subcommand)]
    Config(ConfigVerb),
    /// Run the built-in Images API server alone
    Sandbox(SandboxArgs),
    /// What was spent, by day, week, model or profile
    Spend(SpendArgs),
    /// Look whether everything that is kept is whole
    Check(CheckArgs),
    /// Bring a second copy of everything up to date, and verify it
    Backup(BackupArgs),
    /// Write requests with their pictures out
    Export(ExportArgs),
    /// Bring an export or a backup in, or read the prompt of a picture
    Import(ImportArgs),
    /// Throw requests away for good
    Purge(PurgeArgs),
    /// Print the keys in force, by place, and which of them get in each other's way
    Keys(KeysArgs),
    /// Say what the terminal can do, where everything is, and what could be better
    Doctor,
    /// Print a completion script
    Completions(CompletionsArgs),
    /// Print the manual page, or write one for every verb
    Man(ManArgs),
}

/// `history`.
#[derive(Debug, Args)]
pub(super) struct HistoryArgs {
    /// Words and tokens, as in the studio: 'kite "red sail" -snow model:flare cost>0.10 since:tue star id:@ parent:@' (in
    /// quotes, for the shell); model:=gpt-image-1 is the whole name
    #[arg(value_name = "QUERY")]
    pub(super) words: Vec<String>,
    // The help is put together from the fields that there are.
    #[arg(long, value_name = "TEMPLATE", conflicts_with = "json", help = super::template::format_help())]
    pub(super) format: Option<String>,
    /// At most so many (50 on a terminal, otherwise all)
    #[arg(long, short = 'n', value_name = "N")]
    pub(super) limit: Option<usize>,
    /// List the trash
    #[arg(long)]
    pub(super) trash: bool,
}

/// `show`.
#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// Requests (their ids, parts of them, @ for the newest, @~2 for the second before it; - reads ids from standard
    /// input, one a line) or picture files
    #[arg(required = true, value_name = "ID|FILE")]
    pub(super) names: Vec<String>,
    /// Which of its pictures, from 0
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) index: u32,
    /// Width of the picture in columns
    #[arg(long, value_name = "COLS")]
    pub(super) width: Option<u16>,
}

/// `rerun`.
#[derive(Debug, Args)]
pub(super) struct RerunArgs {
    #[command(flatten)]
    pub(super) which: IdArgs,
    /// How many separate requests, each with its own price
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(super) times: u32,
    /// Change a field: prompt, model, size, count, seed, extra, downscale, mask-reading, fit-mask or an option
    #[arg(long, value_name = "KEY=VALUE", num_args = 1..)]
    pub(super) set: Vec<String>,
    #[command(flatten)]
    pub(super) send: SendArgs,
}

/// Verbs that take requests.
#[derive(Debug, Args)]
pub(super) struct IdArgs {
    /// The requests: their ids, parts of them, @ for the newest, @~2 for the second before it; - reads ids from
    /// standard input, one a line
    #[arg(required = true, value_name = "ID")]
    pub(super) ids: Vec<String>,
}

/// `restore`.
#[derive(Debug, Args)]
pub(super) struct RestoreArgs {
    /// The requests: their ids, parts of them, @ for the one that went into the trash last, @~2 for the second before it
    /// there; - reads ids from standard input, one a line
    #[arg(required = true, value_name = "ID")]
    pub(super) ids: Vec<String>,
}

/// `star`.
#[derive(Debug, Args)]
pub(super) struct StarArgs {
    #[command(flatten)]
    pub(super) which: IdArgs,
    /// Take the star away
    #[arg(long)]
    pub(super) off: bool,
}

/// `tag`.
#[derive(Debug, Args)]
pub(super) struct TagArgs {
    /// The request: its id, a part of it, @ for the newest, @~2 for the second before it; - reads ids from standard
    /// input, one a line
    pub(super) id: String,
    /// The tags
    #[arg(required = true, value_name = "TAG")]
    pub(super) tags: Vec<String>,
    /// Take the tags away
    #[arg(long)]
    pub(super) remove: bool,
}

/// `config`.
#[derive(Debug, Subcommand)]
pub(super) enum ConfigVerb {
    /// Write a config.toml with every key and its default
    Init,
    /// Print where the settings are
    Path,
}

/// `sandbox`.
#[derive(Debug, Args)]
#[command(after_help = crate::sandbox::fault_help())]
pub(super) struct SandboxArgs {
    /// The port to listen on (0: a free one)
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) port: u16,
    /// How long a picture takes, in milliseconds
    #[arg(long, value_name = "MS")]
    pub(super) latency: Option<u64>,
    /// Serve variations as well, which the live server has no more
    #[arg(long)]
    pub(super) variations: bool,
    /// Serve gpt-image-1, dall-e-3 and dall-e-2 as well, which are shut down
    #[arg(long)]
    pub(super) retired: bool,
    /// Refuse more pictures a minute, counting those brought and those wanted
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) images_per_minute: Option<u32>,
    /// Whose requests are understood
    #[arg(long, value_enum, value_name = "NAME", default_value_t)]
    pub(super) dialect: SandboxDialect,
    /// What goes wrong with every request; the names are below
    #[arg(long, value_name = "NAME")]
    pub(super) fault: Option<crate::sandbox::Fault>,
}

/// Whose requests the built-in server understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum SandboxDialect {
    /// OpenAI's, and Azure's addresses
    #[default]
    Openai,
    /// OpenRouter's POST /images
    Openrouter,
    /// xAI's, whose edits are JSON
    Xai,
}

/// `check`.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Make again what can be made again, and clear away what nobody will finish
    #[arg(long)]
    pub(super) repair: bool,
}

/// `backup`.
#[derive(Debug, Args)]
pub(super) struct BackupArgs {
    /// The directory of the copy; it is made where it is missing, and nothing in it is overwritten
    #[arg(value_name = "DIR")]
    pub(super) to: PathBuf,
}

/// `purge`.
#[derive(Debug, Args)]
pub(super) struct PurgeArgs {
    /// The requests: their ids, parts of them, @ for the newest, @~2 for the second before it; - reads ids from
    /// standard input, one a line
    #[arg(value_name = "ID", required_unless_present = "trash")]
    pub(super) ids: Vec<String>,
    /// Everything that is in the trash
    #[arg(long, conflicts_with = "ids")]
    pub(super) trash: bool,
    /// Answer every question with yes
    #[arg(long, short)]
    pub(super) yes: bool,
}

#[cfg(test)]
mod tests {
    use clap::{Command, CommandFactory as _};

    use super::*;

    /// The fields, as in `{slug}`, that a text names.
    fn fields(text: &str) -> Vec<String> {
        let pieces = text.split('{').skip(1);
        let names = pieces.filter_map(|piece| piece.split_once('}').map(|(name, _)| name));
        let is_name = |name: &&str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        names.filter(is_name).map(|name| format!("{{{name}}}")).collect()
    }

    fn every_field_is_printed(command: &mut Command) -> usize {
        let printed = [
            command.render_help().to_string(),
            command.render_long_help().to_string(),
            manual(command),
        ];
        let mut found = 0;
        for argument in command.get_arguments() {
            let helps = [argument.get_help(), argument.get_long_help()];
            for field in helps.into_iter().flatten().flat_map(|help| fields(&help.to_string())) {
                found += 1;
                let name = argument.get_id();
                assert!(printed.iter().all(|text| text.contains(&field)), "{name}: {field}");
            }
        }
        let verbs = command.get_subcommands_mut();
        found + verbs.map(every_field_is_printed).sum::<usize>()
    }

    fn manual(command: &Command) -> String {
        let mut page = Vec::new();
        clap_mangen::Man::new(command.clone()).render(&mut page).unwrap();
        // In its source a dash is escaped.
        String::from_utf8(page).unwrap().replace("\\-", "-")
    }

    #[test]
    fn help_and_manual_name_every_field_of_a_template() {
        let mut command = Cli::command();
        command.build();
        assert!(every_field_is_printed(&mut command) > 30);
        let export = command.find_subcommand_mut("export").unwrap();
        let help = export.render_help().to_string();
        for field in fields(&crate::domain::name_fields()) {
            assert!(help.contains(&field), "{field}: {help}");
        }
        assert!(help.contains("{n}") && !help.contains('\u{1b}'), "{help}");
    }
}
