import { BODY_FAULTS } from './bodyFaults';
import { CONNECTION_FAULTS } from './connectionFaults';
import { CUT_JSON_FAULTS } from './cutJsonFaults';
import { ENDLESS_FAULTS } from './endlessFaults';
import type { Fault } from './fault';
import { REDIRECT_FAULTS } from './redirectFaults';
import { SECRET_FAULTS } from './secretFaults';
import { STATUS_FAULTS } from './statusFaults';
import { STREAM_FAULTS } from './streamFaults';

/** Every fault, with what is expected of the items that meet it. */
export const MATRIX: Fault[] = [
	...CONNECTION_FAULTS,
	...STATUS_FAULTS,
	...REDIRECT_FAULTS,
	...BODY_FAULTS,
	...CUT_JSON_FAULTS,
	...STREAM_FAULTS,
	...ENDLESS_FAULTS,
	...SECRET_FAULTS,
];
