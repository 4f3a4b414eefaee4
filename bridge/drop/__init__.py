"""A back office without any API: lists come in as files, payments go out as files."""
