import {
	REQUEST_DEFAULTS,
	readRequestSettings,
} from '../../../nodes/shared/client/requestSettings';
import { requestsField } from '../../../nodes/shared/fields/requests';
import { failing } from '../../support/failing';

const DEFAULTS = {
	maxConcurrency: 32,
	requestsPerMinute: 0,
	maxRetries: 3,
	giveUpAfterMs: 120_000,
	silenceTimeoutMs: 600_000,
	totalTimeoutMs: 0,
	streaming: 'auto',
};

it('shows in the form the values that are used where nothing is set', () => {
	const shown = (requestsField.options ?? []).flatMap((option) =>
		'default' in option ? [[option.name, option.default]] : [],
	);
	expect(Object.fromEntries(shown)).toEqual(REQUEST_DEFAULTS);
});

it.each([{}, undefined, null, 'x'])('uses the defaults for %p', (value) => {
	expect(readRequestSettings(value)).toEqual(DEFAULTS);
});

it.each([
	[{ maxConcurrency: 1 }, { maxConcurrency: 1 }],
	[{ maxConcurrency: '1000' }, { maxConcurrency: 1000 }],
	[{ requestsPerMinute: 0.5 }, { requestsPerMinute: 0.5 }],
	[{ maxRetries: 0 }, { maxRetries: 0 }],
	[{ maxRetries: 20 }, { maxRetries: 20 }],
	[{ giveUpAfter: 0 }, { giveUpAfterMs: 0 }],
	[{ giveUpAfter: '90' }, { giveUpAfterMs: 90_000 }],
	[{ timeout: 1 }, { silenceTimeoutMs: 1000 }],
	[{ timeout: 86_400 }, { silenceTimeoutMs: 86_400_000 }],
	[{ totalTimeout: 0.5 }, { totalTimeoutMs: 500 }],
	[{ totalTimeout: 86_400 }, { totalTimeoutMs: 86_400_000 }],
	[{ streaming: 'on' }, { streaming: 'on' }],
	[{ streaming: 'off' }, { streaming: 'off' }],
])('reads %j', (value, settings) => {
	expect(readRequestSettings(value)).toEqual({ ...DEFAULTS, ...settings });
});

it.each([
	[{ maxConcurrency: 0 }, 'Requests > Max Concurrency must be from 1 to 1000, but is 0'],
	[{ maxConcurrency: 1001 }, 'Requests > Max Concurrency must be from 1 to 1000, but is 1001'],
	[{ maxConcurrency: 2.5 }, 'Requests > Max Concurrency must be a whole number, but is 2.5'],
	[{ maxConcurrency: '' }, 'Requests > Max Concurrency must be a number, but is empty'],
	[{ requestsPerMinute: -1 }, 'Requests > Requests Per Minute must be 0 or more, but is -1'],
	[{ maxRetries: -1 }, 'Requests > Max Retries must be from 0 to 20, but is -1'],
	[{ maxRetries: 21 }, 'Requests > Max Retries must be from 0 to 20, but is 21'],
	[{ giveUpAfter: -1 }, 'Requests > Give Up After must be from 0 to 86400, but is -1'],
	[{ timeout: 0 }, 'Requests > Timeout must be from 1 to 86400, but is 0'],
	[{ timeout: 86_401 }, 'Requests > Timeout must be from 1 to 86400, but is 86401'],
	[{ totalTimeout: -1 }, 'Requests > Total Timeout must be from 0 to 86400, but is -1'],
	[{ streaming: 'yes' }, 'Requests > Streaming must be one of auto, on, off, but is "yes"'],
])('refuses %j', (value, message) => {
	expect(() => readRequestSettings(value)).toThrow(failing({ name: 'FormError', message }));
});

it.each([
	{ name: 'maxConcurrency', limits: { minValue: 1, maxValue: 1000 } },
	{ name: 'maxRetries', limits: { minValue: 0, maxValue: 20 } },
	{ name: 'requestsPerMinute', limits: { minValue: 0 } },
	{ name: 'timeout', limits: { minValue: 1 } },
	{ name: 'totalTimeout', limits: { minValue: 0 } },
])('shows the limits of $name in the form', ({ name, limits }) => {
	const option = (requestsField.options ?? []).find((candidate) => candidate.name === name);
	expect(option).toMatchObject({ typeOptions: limits });
});
