package io.alertcap.simulation;

import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.ResourceId;
import io.alertcap.capture.AgentInstall;
import io.alertcap.capture.CaptureException;
import io.alertcap.capture.CaptureFiles;
import io.alertcap.capture.CaptureLedger;
import io.alertcap.capture.CapturePolicy;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.Machines;
import io.alertcap.capture.NetworkWatchers;
import io.alertcap.capture.Notice;
import io.alertcap.capture.Notifier;
import io.alertcap.capture.OtherWatchers;
import io.alertcap.capture.PacketCaptureSession;
import io.alertcap.capture.Session;
import io.alertcap.capture.SessionRequest;
import io.alertcap.capture.SessionStatus;
import io.alertcap.capture.SlotBook;
import io.alertcap.capture.TimeBudget;
import io.alertcap.capture.UnreadableRecordException;
import io.alertcap.capture.WatchBook;
import io.alertcap.capture.Watcher;
import io.alertcap.simulation.Invariants.Check;
import io.alertcap.storage.Blobs;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What the app would be like without one of its precautions, and which check must notice. */
enum Mutations {
    RECORDS_WITHOUT_COMPARE_AND_SWAP(Check.LEGAL_TRANSITION, () -> new Mutation() {
        @Override
        public Blobs blobs(Blobs blobs) {
            return OtherBlobs.writingAnyway(blobs, "captures/");
        }
    }),
    SLOTS_WITHOUT_COMPARE_AND_SWAP(Check.SLOT_KEPT_WHILE_LIVE, () -> new Mutation() {
        @Override
        public Blobs blobs(Blobs blobs) {
            return OtherBlobs.writingAnyway(blobs, "slots/");
        }
    }),
    WATCH_BOOKS_WITHOUT_COMPARE_AND_SWAP(Check.OTHERS_ARE_TOLD_ONCE, () -> new Mutation() {
        @Override
        public Blobs blobs(Blobs blobs) {
            return OtherBlobs.writingAnyway(blobs, "watch/");
        }
    }),
    FINDINGS_NOT_WRITTEN(Check.OTHERS_ARE_NOTICED, () -> new Mutation() {
        @Override
        public CaptureLedger ledger(CaptureLedger ledger, Schedule schedule) {
            return new WatchedLedger(ledger, schedule) {
                @Override
                public Optional<Versioned<WatchBook>> saveWatchBook(
                        String subscriptionId, Versioned<WatchBook> base, WatchBook next) {
                    return super.saveWatchBook(subscriptionId, base, new WatchBook(next.looks(), List.of()));
                }
            };
        }
    }),
    NO_OPEN_ENTRY(Check.ON_THE_OPEN_LIST, () -> new Mutation() {
        @Override
        public Blobs blobs(Blobs blobs) {
            return OtherBlobs.notCreating(blobs, "open/");
        }
    }),
    NO_EVIDENCE(Check.EVIDENCE_IS_KEPT, () -> new Mutation() {
        @Override
        public Blobs blobs(Blobs blobs) {
            return OtherBlobs.notCreating(blobs, "cases/");
        }
    }),
    NO_RECORD_BEFORE_THE_ANSWER(Check.DURABLE_BEFORE_ANSWER, () -> new Mutation() {
        @Override
        public Blobs blobs(Blobs blobs) {
            return OtherBlobs.notCreating(blobs, "captures/");
        }
    }),
    NO_LOOK_AFTER_A_LOST_ANSWER(Check.OUTCOME_IS_TRUE, () -> new Mutation() {
        @Override
        public NetworkWatchers watchers(NetworkWatchers watchers, Clock clock) {
            return new OtherWatchers(watchers) {
                @Override
                public Optional<PacketCaptureSession> session(Watcher watcher, String name, TimeBudget budget) {
                    return Optional.empty();
                }
            };
        }
    }),
    A_LOST_REQUEST_IS_NOT_WAITED_FOR(Check.OUTCOME_IS_TRUE, () -> new Mutation() {
        @Override
        public CapturePolicy policy(CapturePolicy p) {
            // It goes wrong only where a request is given up while it is under way.
            return policyWith(p, p.limit(), p.perMachine(), p.fileDeadline(), Duration.ofSeconds(20), p.agentInstall());
        }

        @Override
        public double lateStarts(double usual) {
            return 0.6;
        }

        @Override
        public CaptureLedger ledger(CaptureLedger ledger, Schedule schedule) {
            return new WatchedLedger(ledger, schedule) {
                @Override
                public Optional<Versioned<CaptureRecord>> save(Versioned<CaptureRecord> base, CaptureRecord next) {
                    return super.save(base, hasty(next)).map(saved -> new Versioned<>(hasty(next), saved.etag()));
                }

                private CaptureRecord hasty(CaptureRecord record) {
                    Session s = record.session();
                    return record.change()
                            .session(new Session(
                                    s.id(),
                                    s.watcher(),
                                    s.putUntil() == null ? null : record.createdAt(),
                                    s.status(),
                                    s.stopReason(),
                                    s.errors(),
                                    s.askedAt(),
                                    s.capturingSince(),
                                    s.expectedEnd(),
                                    s.removeAt(),
                                    s.removedAt()))
                            .done();
                }
            };
        }
    }),
    SLOTS_FREED_BY_DEADLINE(Check.OUTCOME_IS_TRUE, () -> new Mutation() {
        private final Map<String, Instant> ends = new HashMap<>();

        @Override
        public NetworkWatchers watchers(NetworkWatchers watchers, Clock clock) {
            return new OtherWatchers(watchers) {
                @Override
                public PacketCaptureSession start(Watcher watcher, SessionRequest request, TimeBudget budget) {
                    ends.put(request.name(), clock.instant().plus(request.wish().timeLimit()));
                    return super.start(watcher, request, budget);
                }

                @Override
                public Optional<SessionStatus> status(Watcher watcher, String name, TimeBudget budget) {
                    Instant end = ends.get(name);
                    return end != null && clock.instant().isAfter(end)
                            ? Optional.of(new SessionStatus("Stopped", null, List.of(), null))
                            : super.status(watcher, name, budget);
                }
            };
        }
    }),
    SLOTS_FREED_WITH_THE_START(Check.SLOT_KEPT_WHILE_LIVE, () -> new Mutation() {
        @Override
        public CaptureLedger ledger(CaptureLedger ledger, Schedule schedule) {
            return new WatchedLedger(ledger, schedule) {
                @Override
                public Optional<Versioned<SlotBook>> saveSlots(
                        String watcherKey, Versioned<SlotBook> base, SlotBook next) {
                    // Whoever saves a slot drops all but the newest, as a lease of no length would.
                    List<SlotBook.Holder> holders = next.holders();
                    SlotBook shortened = new SlotBook(
                            holders.subList(Math.max(0, holders.size() - 1), holders.size()),
                            next.stopped(),
                            next.foreign(),
                            next.listedAt());
                    return super.saveSlots(watcherKey, base, shortened);
                }
            };
        }
    }),
    ONLY_OURS_COUNTED(Check.WITHIN_THE_LIMIT, () -> new Mutation() {
        @Override
        public NetworkWatchers watchers(NetworkWatchers watchers, Clock clock) {
            return new OtherWatchers(watchers) {
                @Override
                public List<PacketCaptureSession> sessions(Watcher watcher, TimeBudget budget) {
                    return super.sessions(watcher, budget).stream()
                            .filter(session -> session.storagePath() != null
                                    && session.storagePath().contains("packets.blob"))
                            .toList();
                }
            };
        }
    }),
    ONE_MORE_THAN_THE_LIMIT(Check.WITHIN_THE_LIMIT, () -> new Mutation() {
        @Override
        public CapturePolicy policy(CapturePolicy p) {
            return policyWith(p, p.limit() + 1, p.perMachine(), p.fileDeadline());
        }
    }),
    MORE_THAN_ONE_PER_MACHINE(Check.ONE_PER_MACHINE, () -> new Mutation() {
        @Override
        public CapturePolicy policy(CapturePolicy p) {
            return policyWith(p, p.limit(), p.perMachine() + 1, p.fileDeadline());
        }
    }),
    DEADLINE_FORGOTTEN(Check.EVERYTHING_ENDS, () -> new Mutation() {
        @Override
        public CapturePolicy policy(CapturePolicy p) {
            return policyWith(p, p.limit(), p.perMachine(), Duration.ofDays(3_650));
        }
    }),
    WHATEVER_HAS_THE_NAME_IS_OURS(Check.HANDS_OFF, () -> new Mutation() {
        private final Map<String, SessionRequest> requests = new HashMap<>();

        @Override
        public NetworkWatchers watchers(NetworkWatchers watchers, Clock clock) {
            return new OtherWatchers(watchers) {
                @Override
                public PacketCaptureSession start(Watcher watcher, SessionRequest request, TimeBudget budget) {
                    requests.put(request.name(), request);
                    return super.start(watcher, request, budget);
                }

                @Override
                public Optional<PacketCaptureSession> session(Watcher watcher, String name, TimeBudget budget) {
                    SessionRequest request = requests.get(name);
                    return super.session(watcher, name, budget)
                            .map(session -> request == null
                                    ? session
                                    : new PacketCaptureSession(
                                            session.name(),
                                            session.id(),
                                            request.target().id().toString(),
                                            request.location().storagePath(),
                                            request.location().filePath(),
                                            session.provisioningState(),
                                            null,
                                            null,
                                            null,
                                            List.of()));
                }
            };
        }
    }),
    HOLDS_OVERLOOKED(Check.HELD_IS_KEPT, () -> new Mutation() {
        @Override
        public CaptureLedger ledger(CaptureLedger ledger, Schedule schedule) {
            return new WatchedLedger(ledger, schedule) {
                @Override
                public Optional<Versioned<CaptureRecord>> find(String id) {
                    return super.find(id)
                            .map(found -> new Versioned<>(
                                    found.value().change().hold(null).done(), found.etag()));
                }
            };
        }
    }),
    FILES_LEFT_BEHIND(Check.WHOLLY_GONE, () -> new Mutation() {
        @Override
        public CaptureFiles files(CaptureFiles files) {
            return new OtherFiles(files) {
                @Override
                public void delete(ResourceId account, List<String> urls) {
                    // As if it were done.
                }
            };
        }
    }),
    ONLY_THE_FIRST_FILE_READ(Check.EVERY_FILE_READ, () -> new Mutation() {
        @Override
        public CaptureFiles files(CaptureFiles files) {
            return new OtherFiles(files) {
                @Override
                public List<FoundFile> find(ResourceId account, String storagePath, TimeBudget budget) {
                    return super.find(account, storagePath, budget).stream()
                            .limit(1)
                            .toList();
                }
            };
        }
    }),
    A_RUINED_RECORD_IS_TAKEN_FOR_NONE(Check.NAMED_IN_THE_REPORT, () -> new Mutation() {
        @Override
        public CaptureLedger ledger(CaptureLedger ledger, Schedule schedule) {
            return new WatchedLedger(ledger, schedule) {
                @Override
                public Optional<Versioned<CaptureRecord>> find(String id) {
                    try {
                        return super.find(id);
                    } catch (UnreadableRecordException e) {
                        return Optional.empty();
                    }
                }
            };
        }
    }),
    A_RUINED_RECORD_STOPS_THE_ROUND(Check.EVERYTHING_ENDS, () -> new Mutation() {
        @Override
        public CaptureLedger ledger(CaptureLedger ledger, Schedule schedule) {
            // As if the round took what cannot be read for storage that is down, and came again later.
            return new WatchedLedger(ledger, schedule) {
                private boolean ruined;

                @Override
                public Optional<Versioned<CaptureRecord>> find(String id) {
                    try {
                        return super.find(id);
                    } catch (UnreadableRecordException e) {
                        ruined = true;
                        throw e;
                    }
                }

                @Override
                public Instant now() {
                    if (ruined) {
                        ruined = false;
                        throw new CaptureException("a record cannot be read");
                    }
                    return super.now();
                }
            };
        }
    }),
    MESSAGES_NOT_SENT(Check.TOLD_WHAT_IS_WRITTEN, () -> new Mutation() {
        @Override
        public Notifier notifier(Notifier notifier) {
            return new Notifier() {
                @Override
                public List<String> destinations() {
                    return notifier.destinations();
                }

                @Override
                public Delivery send(String destination, Notice notice, TimeBudget budget) {
                    return Delivery.DONE;
                }
            };
        }
    }),
    EVERY_CAPTURE_ASKS_FOR_THE_LIST(Check.FRUGAL, () -> new Mutation() {
        @Override
        public CaptureLedger ledger(CaptureLedger ledger, Schedule schedule) {
            return new WatchedLedger(ledger, schedule) {
                @Override
                public Versioned<SlotBook> slots(String watcherKey) {
                    Versioned<SlotBook> book = super.slots(watcherKey);
                    return new Versioned<>(
                            new SlotBook(
                                    book.value().holders(),
                                    book.value().stopped(),
                                    book.value().foreign(),
                                    null),
                            book.etag());
                }
            };
        }
    }),
    DATED_BY_THE_HOSTS_CLOCK(Check.DATED_BY_THE_SERVICE, () -> new Mutation() {
        @Override
        public CaptureLedger ledger(CaptureLedger ledger, Schedule schedule) {
            return new WatchedLedger(ledger, schedule) {
                @Override
                public Opening create(String id, Function<Instant, CaptureRecord> record) {
                    return create(record.apply(now()));
                }
            };
        }
    }),
    INSTALLS_THOUGH_TOLD_NEVER(Check.INSTALLS_AS_TOLD, () -> new Mutation() {
        @Override
        public CapturePolicy policy(CapturePolicy p) {
            return policyWith(
                    p, p.limit(), p.perMachine(), p.fileDeadline(), p.queueTimeout(), AgentInstall.IF_MISSING);
        }
    }),
    STARTS_BEFORE_THE_AGENT_IS_THERE(Check.AGENT_BEFORE_START, () -> new Mutation() {
        @Override
        public Machines machines(Machines machines) {
            return new OtherMachines(machines) {
                @Override
                public Condition look(MachineTarget target, TimeBudget budget) {
                    Condition seen = super.look(target, budget);
                    return seen instanceof AgentUnderWay underWay ? new Ready(underWay.region(), underWay.os()) : seen;
                }
            };
        }
    }),
    THE_WEBHOOK_WAITS(Check.ANSWER_IN_TIME, () -> new Mutation() {
        @Override
        public Duration webhookWork(Duration work) {
            return Duration.ofMinutes(5);
        }
    });

    private final Check noticedBy;

    @SuppressWarnings("ImmutableEnumChecker") // A maker without any state.
    private final Supplier<Mutation> mutation;

    Mutations(Check noticedBy, Supplier<Mutation> mutation) {
        this.noticedBy = noticedBy;
        this.mutation = mutation;
    }

    Check noticedBy() {
        return noticedBy;
    }

    /** A new one, for one world. */
    Mutation mutation() {
        return mutation.get();
    }

    private static CapturePolicy policyWith(CapturePolicy p, int limit, int perMachine, Duration fileDeadline) {
        return policyWith(p, limit, perMachine, fileDeadline, p.queueTimeout(), p.agentInstall());
    }

    private static CapturePolicy policyWith(
            CapturePolicy p,
            int limit,
            int perMachine,
            Duration fileDeadline,
            Duration queueTimeout,
            AgentInstall agentInstall) {
        return new CapturePolicy(
                limit,
                p.atLimit(),
                perMachine,
                queueTimeout,
                p.wish(),
                p.bounds(),
                p.profiles(),
                p.nameTemplate(),
                p.onNameConflict(),
                p.storageAccounts(),
                p.container(),
                p.linuxPath(),
                p.windowsPath(),
                p.scopes(),
                agentInstall,
                p.keepSession(),
                p.fileSettle(),
                p.fileLateAfter(),
                fileDeadline,
                p.emptyAfter(),
                p.messageGiveUp(),
                p.watchInterval(),
                p.retention());
    }
}
