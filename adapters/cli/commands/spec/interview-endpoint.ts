// Two environment variables tell an MCP server, started by the interviewing agent, where to find the interview.

import type { Environment } from '../../../../application/environment.ts';
import type { RunEndpoint } from '../../../../application/ports/run-registry.port.ts';

export function interviewVariables({ url, token }: RunEndpoint): Record<string, string> {
  return { ITERATR_INTERVIEW_URL: url, ITERATR_INTERVIEW_TOKEN: token };
}

/** Returns the endpoint of the interview that started this process, undefined if none did. */
export function interviewEndpoint({ env }: Environment): RunEndpoint | undefined {
  const { ITERATR_INTERVIEW_URL: url, ITERATR_INTERVIEW_TOKEN: token } = env;
  return url === undefined || token === undefined ? undefined : { url, token };
}
