// The table of wordings that identify why an agent failed when an agent sends only text.
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
    cause: 'context_too_long',
    pattern: /\b(?:prompt|input|request) is too long\b/i,
    example: 'prompt is too long: 208310 tokens > 200000 maximum',
    seen: 'Anthropic by Claude Code, github.com/anthropics/claude-code/issues/12186',
  },
  {
    cause: 'context_too_long',
    pattern: /\bexceeds? (?:the )?(?:available )?context (?:limit|size|window|length)\b/i,
    example: 'stream disconnected before completion: Your input exceeds the context window of this model',
    seen: 'Codex, github.com/openai/codex/issues/4116; Anthropic, github.com/anthropics/claude-code/issues/228; llama.cpp, github.com/janhq/jan/issues/8108',
  },
  {
    cause: 'context_too_long',
    pattern: /\bmaximum context length\b/i,
    example: "This model's maximum context length is 102400 tokens. However, you requested 103057 tokens",
    seen: 'an OpenAI-compatible server, github.com/anthropics/claude-code/issues/50011',
  },
  {
    cause: 'context_too_long',
    pattern: /\btoken count\b.*\bexceeds the maximum number of tokens\b/i,
    example: 'The input token count (2551556) exceeds the maximum number of tokens allowed (1048576).',
    seen: 'gemini-cli, github.com/google-gemini/gemini-cli/issues/11248',
  },
  {
    cause: 'context_too_long',
    pattern: /\bran out of room in the model's context window\b/i,
    example: "Codex ran out of room in the model's context window. Start a new thread",
    seen: 'Codex, github.com/openai/codex/issues/14310',
  },
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
  {
    cause: 'login',
    pattern: /\bauthentication_error\b/i,
    example: 'API Error: 401 {"type":"error","error":{"type":"authentication_error"}}',
    seen: 'Claude Code, github.com/anthropics/claude-code/issues/3251',
  },
  {
    cause: 'login',
    pattern: /\binvalid (?:x-)?api[ _-]?key\b|\bapi key not valid\b/i,
    example: 'Invalid API key · Fix external API key',
    seen: 'Claude Code, github.com/anthropics/claude-code/issues/9694; "API key not valid" is the Gemini API\'s and not recorded',
  },
  {
    cause: 'login',
    pattern: /\b(?:need to|please) (?:run|use) [`"']?\/login\b/i,
    example: 'Authorization error, you may need to run /login',
    seen: 'Copilot CLI, github.com/github/copilot-cli/issues/829',
  },
  {
    cause: 'login',
    pattern: status(401),
    example: 'Error: 401 {"type":"error","error":{"message":"invalid x-token"}}',
    seen: 'Claude Code, github.com/anthropics/claude-code/issues/9694, shortened',
  },
  {
    cause: 'login',
    pattern: /\b401 unauthori[sz]ed\b/i,
    example: '401 401 unauthorized: unauthorized: AuthenticateToken authentication failed',
    seen: 'Copilot CLI, github.com/github/copilot-cli/issues/829',
  },
  {
    cause: 'network',
    pattern: /\bunable to connect\. is the computer able to access the url\b/i,
    example: 'Cannot connect to API: Unable to connect. Is the computer able to access the url?',
    seen: 'opencode, github.com/anomalyco/opencode/issues/20976',
  },
  {
    cause: 'network',
    pattern: /\berror sending request for url\b|\btransport error: network error\b/i,
    example:
      'stream disconnected before completion: error sending request for url (https://chatgpt.com/backend-api/codex/responses)',
    seen: 'Codex, github.com/openai/codex/issues/14200; the second in 18136',
  },
  {
    cause: 'network',
    pattern: /\bAPI Error: (?:Connection error|Request timed out)\b/,
    example: 'API Error: Connection error.',
    seen: "not recorded: the messages of the Anthropic SDK's connection errors behind Claude Code's prefix",
  },
  {
    cause: 'network',
    pattern: /\b(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)\b/,
    example: 'request to https://api.example.com failed, reason: getaddrinfo EAI_AGAIN api.example.com',
    seen: 'Node.js, nodejs.org/api/errors.html#common-system-errors',
  },
];

/** Returns the cause of failure that a text reports; undefined if it reports none. */
export function worded(text: string): AgentFailure['cause'] | undefined {
  return WORDINGS.find(({ pattern }) => pattern.test(text))?.cause;
}
