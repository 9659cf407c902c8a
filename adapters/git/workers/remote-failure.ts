// Reads what git says about a remote: whether it could not be reached, which may pass, or has refused.

/** What only the user can change, whatever else git says. */
const REFUSED = [
  /\((?:pre-receive hook|hook) declined\)|\[remote rejected\](?!.*(?:failed to update ref|cannot lock ref))/i,
  /permission denied|authentication failed|access denied|could not read (?:username|password)/i,
  /host key verification failed|certificate (?:verify|verification) failed|certificate problem/i,
  /repository .*not found|does not appear to be a git repository|invalid username or (?:password|token)/i,
  /returned error: 4(?!08|29)\d\d/i,
];

/** What a later attempt may not see again. */
const AWAY =
  /could not resolve|name or service not known|temporary failure|(?:couldn.t|failed to|unable to|not) connect\b|can(?:'t|not) connect|timed? ?out|connection (?:refused|reset|closed|aborted|to .* closed)|broken pipe|early EOF|hung up|unexpected disconnect|empty reply|(?:network|host) is (?:unreachable|down)|no route to host|tunnel failed|RPC failed|recv failure|SSL_(?:read|connect|ERROR_SYSCALL)|handshake|returned error: (?:408|429|5\d\d)|too slow|cannot lock ref/i;

/** A hook of the remote may say anything. */
const SAID_BY_REMOTE = /^remote: /;

/** Whether git's output says that the remote could not be reached, and nothing that waiting cannot cure. */
export function isOutage(output: string): boolean {
  return !REFUSED.some((pattern) => pattern.test(output)) && awayLine(output) !== undefined;
}

/** Returns the line of the complaint that says why the remote could not be reached. */
export function tellingLine(complaint: string): string {
  return awayLine(complaint) ?? complaint;
}

/** Hides user names and passwords in URLs. */
export function withoutPasswords(text: string): string {
  return text.replaceAll(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, '$1***@');
}

/** A URL may contain any word. */
function withoutUrls(line: string): string {
  return line.replaceAll(/'\S*'|\S+:\/\/\S+/g, '');
}

function awayLine(complaint: string): string | undefined {
  return complaint.split('\n').find((line) => !SAID_BY_REMOTE.test(line) && AWAY.test(withoutUrls(line)));
}
