// Turns what opencode's tools tell the model into what a person reads: without the tags that only a model needs.

/** Tags around all of a result: what a subagent reports, a file or folder that was read, a skill. */
const WRAPPED: readonly RegExp[] = [
  /^<task [^>\n]*>\n(?:<summary>[^\n]*<\/summary>\n)?<(task_result|task_error)>\n(?<inner>[\s\S]*?)\n?<\/\1>\n<\/task>$/,
  /^<path>[^\n]*<\/path>\n<type>(?:file|directory)<\/type>\n<(content|entries)>\n(?<inner>[\s\S]*?)\n?<\/\1>$/,
  /^<skill_content [^>\n]*>\n(?<inner>[\s\S]*?)(?:\n+<skill_files>[\s\S]*<\/skill_files>)?\n<\/skill_content>$/,
];
/** Remarks below a result: a timeout of a command, errors of the language server, reminders that are for the model alone. */
const SHELL_REMARK = /\n*<shell_metadata>\n(?<inner>[\s\S]*?)\n<\/shell_metadata>\s*$/;
const DIAGNOSTICS = /<diagnostics file="[^"\n]*">\n(?<inner>[\s\S]*?)\n<\/diagnostics>/g;
const REMINDER = /\n*<system-reminder>\n[\s\S]*?\n<\/system-reminder>\s*$/;

/** Returns the text of a tool's result as a person reads it. Text with other tags stays as it is. */
export function plainOutput(text: string): string {
  if (!text.includes('</')) return text;
  const whole = text.trimEnd().replace(REMINDER, '');
  for (const pattern of WRAPPED) {
    const inner = pattern.exec(whole)?.groups?.inner;
    if (inner !== undefined) return inner;
  }
  return whole.replace(SHELL_REMARK, '\n$<inner>').replace(DIAGNOSTICS, '$<inner>');
}
