"""All commands that are killed."""

from scripts.crashes import (
    bridge_commands,
    cash_commands,
    home_commands,
    repair_commands,
    serving,
    signing_commands,
    terminal_commands,
)
from scripts.crashes.command import Command

COMMANDS: tuple[type[Command], ...] = (
    terminal_commands.Collect,
    terminal_commands.CollectUnprinted,
    terminal_commands.Reprint,
    terminal_commands.TakeBack,
    cash_commands.Remit,
    cash_commands.HoldCheck,
    terminal_commands.CloseRegistry,
    terminal_commands.ZReading,
    terminal_commands.DownloadWhole,
    terminal_commands.DownloadChanges,
    terminal_commands.Upload,
    signing_commands.Sign,
    signing_commands.UploadSigned,
    home_commands.FirstStart,
    home_commands.Enrol,
    home_commands.Backup,
    home_commands.Restore,
    repair_commands.CollectCopied,
    repair_commands.Migrate,
    repair_commands.RebuildRows,
    repair_commands.RebuildDamaged,
    bridge_commands.Post,
    bridge_commands.Download,
    bridge_commands.DownloadAll,
    bridge_commands.Ingest,
    bridge_commands.Init,
    serving.ServeUpload,
    serving.ServeList,
    serving.ServeEnrolment,
)
