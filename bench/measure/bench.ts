import type { ForkedServer } from '../servers/fork';
import type { CaseResult } from '../report/types';

/** What a case has at hand. */
export interface Bench {
	server: ForkedServer;
	/** A folder with key.pem and cert.pem, for the cases that ask for it. */
	tlsFolder: string;
}

/** Each module in cases/ exports one as `measure`. */
export type Case = (bench: Bench) => Promise<CaseResult>;
