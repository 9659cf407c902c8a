// How an MCP server that the interviewing agent starts finds the interview: two environment variables.

import type { Environment } from '../../../../application/environment.ts';
import type { RunEndpoint } from '../../../../application/ports/run-registry.port.ts';

export function interviewVariables({ url, token }: RunEndpoint): Record<string, string> {
  return { ITERATR_INTERVIEW_URL: url, ITERATR_INTERVIEW_TOKEN: token };
}

/** undefined unless an interview started this process. */
export function interviewEndpoint({ env }: Environment): RunEndpoint | undefined {
  const { ITERATR_INTERVIEW_URL: url, ITERATR_INTERVIEW_TOKEN: token } = env;
  return url === undefined || token === undefined ? undefined : { url, token };
}
