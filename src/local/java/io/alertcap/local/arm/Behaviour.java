package io.alertcap.local.arm;

import io.alertcap.local.agent.CaptureUploads;
import io.alertcap.local.agent.MachineAgent;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the service behaves where its documentation leaves room or says that it varies.
 *
 * @param clock time of everything but faults
 * @param pageSize items in one page of a list, 0 means all
 * @param retryAfterSeconds sent with long-running operations; null sends none, as Network Watcher does
 * @param operationTakes how long stop, delete and extension operations take
 * @param createTakes from the PUT to the session's start
 * @param existingName what a PUT on an existing name answers
 * @param queryStatusIsLongRunning whether queryStatus answers 202 and a Location instead of 200 and the result
 * @param sizeStopReason {@code stopReason} when the size limit ended a session; its real spelling is not documented
 * @param serviceLimit sessions at once in a region
 * @param rateLimits whether the subscription's buckets of reads and writes can run dry
 * @param unreadyTarget what happens when the machine is off or has no agent
 * @param missingTargetStatus 404 or 400, when the target does not exist
 * @param uploadTakes from the session's end to the blob
 * @param signedPollUrls whether poll URLs carry the long signed parameters seen since 2026
 * @param agent what records on the machines
 * @param uploads where the files go
 * @param machines folder of the machines' local files, one folder each
 */
record Behaviour(
        Clock clock,
        int pageSize,
        @Nullable Integer retryAfterSeconds,
        Duration operationTakes,
        Duration createTakes,
        ExistingName existingName,
        boolean queryStatusIsLongRunning,
        @Nullable String sizeStopReason,
        int serviceLimit,
        boolean rateLimits,
        UnreadyTarget unreadyTarget,
        int missingTargetStatus,
        Duration uploadTakes,
        boolean signedPollUrls,
        MachineAgent agent,
        CaptureUploads uploads,
        Path machines) {}
