/**
 * Suites that take minutes of processor time: every fault in every mode, and what needs processes of
 * its own. `npm run test:long` runs them, `npm test` leaves them out.
 */
module.exports = [
	'test/faults/[^/]+',
	'test/fuzz/fuzz',
	'test/linear/linear',
	'test/LmChatTogetherAi/deep',
	'test/TogetherAi/chat/storedAttachments',
	'test/shared/host/(egress|exit|process|proxy|sizes)',
	'test/shared/http/(endless|transfers|wholeJson)',
	'test/TogetherAi/chat/brokenCalls',
].map((path) => `/${path}\\.test\\.ts$`);
