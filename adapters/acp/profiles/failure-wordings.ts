// The table of wordings that identify a limit, an overload or missing credit when an agent sends only text.
import type { AgentFailure } from '../../../application/ports/agent.port.ts';

interface Wording {
  readonly cause: AgentFailure['cause'];
  readonly pattern: RegExp;
  /** A text that matches, shortened. */
  readonly example: string;
  /** Which agent writes it, and where it was seen. */
  readonly seen: string;
}

/** Rejects a code that is part of a longer number, or of a position such as `429:12` or `429,12`. */
const WHOLE = '(?![\\w:./,-]*\\d|\\w)';
/** What must follow a code at the start of a text, because there it could be a count of something. */
const FOLLOWS = '(?=\\s*(?:$|[^\\w\\s]|too\\b|rate\\b|over|status\\b|error\\b|resource\\b|quota\\b))';

/**
 * Matches a status code after a word for it, or at the start of a line, bracket or error. A bare number may be a line number,
 * as in the stack trace `oauth2client.js:429:18`.
 */
const status = (code: number): RegExp =>
  new RegExp(
    [
      `\\b(?:status|code|http(?:/[\\d.]+)?)[\\s:=("'\\[]+${code}${WHOLE}`,
      `(?:^["'\\s]*|(?:^|\\s)[[(]|\\b(?:error|response)\\b[\\s:=("'\\[]*)${code}${WHOLE}${FOLLOWS}`,
    ].join('|'),
    'im',
  );

/** The order matters: the first row that matches gives the cause. */
export const WORDINGS: readonly Wording[] = [
  {
    cause: 'credit',
    pattern: /\bcredit balance (?:is )?too low\b/i,
    example: 'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing',
    seen: 'Claude Code, github.com/anthropics/claude-code/issues/85675',
  },
  {
    cause: 'usage_window',
    pattern: /\blimit reached\s*(?:\|\d{10}|[·∙]\s*resets\b|\.\s*your limit will reset\b)/i,
    example: 'Weekly limit reached · resets 10am (Asia/Seoul) · /upgrade to Max',
    seen: 'Claude Code, github.com/anthropics/claude-code/issues/12789, with |1762952400 in 11429',
  },
  {
    cause: 'usage_window',
    pattern: /\bhit your (?:\w+ )?limit\b/i,
    example: "You've hit your session limit · resets 8:30pm (Asia/Tokyo)",
    seen: 'Claude Code, github.com/anthropics/claude-code/issues/77082; Codex, github.com/openai/codex/issues/3899',
  },
  {
    cause: 'usage_window',
    pattern: /\bout of extra usage\b.*\bresets\b/i,
    example: "You're out of extra usage · resets 7pm (Asia/Seoul)",
    seen: 'Claude Code, github.com/anthropics/claude-code/issues/56219',
  },
  {
    cause: 'overloaded',
    pattern: status(529),
    example: 'API Error: 529 Overloaded. This is a server-side issue, usually temporary',
    seen: 'Claude Code, github.com/anthropics/claude-code/issues/63051',
  },
  {
    cause: 'overloaded',
    pattern: /\boverloaded(?:_error)?\b(?!\s+(?:function|method|operator|constructor|signature))/i,
    example: 'Provider is overloaded',
    seen: 'the source of opencode 1.18.33; Anthropic as overloaded_error',
  },
  {
    cause: 'overloaded',
    pattern: /\b(?:over|at) capacity\b|\bno capacity available\b/i,
    example: 'No capacity available for model gemini-3-flash-preview on the server',
    seen: 'gemini-cli, a published log of February 2026; "over capacity" and "at capacity" are not recorded',
  },
  {
    cause: 'rate_limited',
    pattern: status(429),
    example: 'Error: 429 {"type":"error","error":{"type":"rate_limit_error"}}',
    seen: 'Claude Code, github.com/anthropics/claude-code/issues/23236',
  },
  {
    cause: 'rate_limited',
    pattern: /\btoo many requests\b/i,
    example: 'exceeded retry limit, last status: 429 Too Many Requests',
    seen: 'Codex CLI, github.com/openai/codex/issues/12776; the program text of opencode 1.18.33',
  },
  {
    cause: 'rate_limited',
    // Not the name of a file, a header or a package.
    pattern:
      /(?<![a-z0-9/-])rate[\s_-]?limit(?:s|ed|ing|er)?(?:[_\s-]?(?:error|exceeded|reached))?(?![\w/-]|\.\w)/i,
    example: "This request would exceed your account's rate limit. Please try again later.",
    seen: 'Claude Code, github.com/anthropics/claude-code/issues/23236',
  },
  {
    cause: 'rate_limited',
    pattern: /\bresource[\s_]?(?:has been\s)?exhausted\b/i,
    example: '"status": "RESOURCE_EXHAUSTED"',
    seen: 'gemini-cli, a published log of February 2026',
  },
  {
    cause: 'usage_window',
    pattern: /\b(?:quota|usage limit)\b.*\b(?:try again|resets?|retry)\b/i,
    example: 'You have hit your usage limit, it resets in 2 hours',
    seen: 'not recorded: the wording that iteratr has taken for a usage window so far',
  },
];

/** Returns the cause of failure that a text reports; undefined if it reports none. */
export function worded(text: string): AgentFailure['cause'] | undefined {
  return WORDINGS.find(({ pattern }) => pattern.test(text))?.cause;
}
