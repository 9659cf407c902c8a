// Specifies which complaints of git about a remote are worth waiting for.
import { expect, it } from 'vitest';
import { isOutage, tellingLine } from '../../../../adapters/git/workers/remote-failure.ts';

const RIGHTS =
  'fatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\nand the repository exists.';

it.each([
  `ssh: connect to host example.org port 22: Connection timed out\n${RIGHTS}`,
  `ssh: connect to host example.org port 22: Connection refused\n${RIGHTS}`,
  `ssh: connect to host example.org port 22: No route to host\n${RIGHTS}`,
  `ssh: connect to host example.org port 22: Network is unreachable\n${RIGHTS}`,
  `ssh: Could not resolve hostname example.org: Name or service not known\n${RIGHTS}`,
  `ssh: Could not resolve hostname example.org: Temporary failure in name resolution\n${RIGHTS}`,
  `kex_exchange_identification: Connection closed by remote host\n${RIGHTS}`,
  `Connection to example.org closed by remote host.\n${RIGHTS}`,
  'client_loop: send disconnect: Broken pipe\nfatal: the remote end hung up unexpectedly',
  `Timeout, server example.org not responding.\n${RIGHTS}`,
  "fatal: unable to access 'https://example.org/a.git/': Could not resolve host: example.org",
  "fatal: unable to access 'https://example.org/a.git/': Failed to connect to example.org port 443 after 12 ms: Couldn't connect to server",
  "fatal: unable to access 'https://example.org/a.git/': The requested URL returned error: 503",
  "fatal: unable to access 'https://example.org/a.git/': The requested URL returned error: 429",
  "fatal: unable to access 'https://example.org/a.git/': Recv failure: Connection reset by peer",
  "fatal: unable to access 'https://example.org/a.git/': Operation timed out after 300 milliseconds",
  "fatal: unable to access 'https://example.org/a.git/': CONNECT tunnel failed, response 502",
  'error: RPC failed; HTTP 502 curl 22 The requested URL returned error: 502\nfatal: the remote end hung up unexpectedly',
  'fatal: unable to connect to example.org:\nexample.org[0: 192.0.2.1]: errno=Connection refused',
])('waits: %s', (complaint) => {
  expect(isOutage(complaint)).toBe(true);
  expect(tellingLine(complaint)).not.toContain('\n');
});

it.each([
  `git@example.org: Permission denied (publickey).\n${RIGHTS}`,
  `ERROR: Repository not found.\n${RIGHTS}`,
  `Host key verification failed.\n${RIGHTS}`,
  `fatal: '/srv/a.git' does not appear to be a git repository\n${RIGHTS}`,
  "remote: Repository not found.\nfatal: repository 'https://example.org/a.git/' not found",
  "fatal: Authentication failed for 'https://example.org/a.git/'",
  "fatal: could not read Username for 'https://example.org': terminal prompts disabled",
  "fatal: unable to access 'https://example.org/a.git/': The requested URL returned error: 403",
  "fatal: unable to access 'https://example.org/a.git/': SSL certificate problem: self-signed certificate",
  'error: RPC failed; HTTP 413 curl 22 The requested URL returned error: 413\nfatal: the remote end hung up unexpectedly',
  "remote: the check timed out\n ! [remote rejected] a -> a (pre-receive hook declined)\nerror: failed to push some refs to 'example.org:a.git'",
  "remote: error: GH006: Protected branch update failed\n ! [remote rejected] a -> a (protected branch hook declined)\nerror: failed to push some refs to 'https://example.org/timeout.git'",
  "remote: connection refused by the policy\nerror: failed to push some refs to 'https://example.org/handshake.git'",
])('stops: %s', (complaint) => {
  expect(isOutage(complaint)).toBe(false);
});
