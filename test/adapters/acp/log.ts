// A logger that keeps its lines, for tests that say what must be logged.
import type { LogFields, Logger } from '../../../application/ports/logger.port.ts';

export interface KeptLog extends Logger {
  readonly lines: readonly { level: string; message: string; fields: LogFields | undefined }[];
}

export function keptLog(): KeptLog {
  const lines: { level: string; message: string; fields: LogFields | undefined }[] = [];
  const at = (level: string) => (message: string, fields?: LogFields) => {
    lines.push({ level, message, fields });
  };
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
