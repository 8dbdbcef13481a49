package io.alertcap.simulation;

import io.alertcap.alert.ResourceId;
import io.alertcap.capture.CaptureFiles;
import io.alertcap.capture.TimeBudget;
import java.util.List;

/** Files that pass every call on; to be changed in one place. */
class OtherFiles implements CaptureFiles {
    final CaptureFiles real;

    OtherFiles(CaptureFiles real) {
        this.real = real;
    }

    @Override
    public String url(ResourceId account, String path) {
        return real.url(account, path);
    }

    @Override
    public List<FoundFile> find(ResourceId account, String storagePath, TimeBudget budget) {
        return real.find(account, storagePath, budget);
    }

    @Override
    public FileReading examine(ResourceId account, FoundFile file) {
        return real.examine(account, file);
    }

    @Override
    public void delete(ResourceId account, List<String> urls) {
        real.delete(account, urls);
    }
}
