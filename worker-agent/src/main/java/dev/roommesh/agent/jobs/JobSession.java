package dev.roommesh.agent.jobs;

import dev.roommesh.channel.JobChannel;
import dev.roommesh.channel.Sending;
import dev.roommesh.model.JobMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A job's way to its client, until the channel ends; there may be another one then. Any thread may call. */
final class JobSession implements AutoCloseable {
    private final JobChannel channel;
    private final Sending sending;

    JobSession(JobChannel channel, Job job) {
        this.channel = channel;
        this.sending = new Sending(channel, job::source, job::broken);
    }

    /** In order; what does not arrive is told on the next channel. */
    void tell(List<JobMessage> messages) {
        for (JobMessage message : messages)
            if (!channel.send(message)) return;
    }

    void want(JobMessage.Want want) {
        sending.want(want);
    }

    void got(JobMessage.Got got) {
        sending.got(got);
    }

    Optional<JobMessage> next() throws InterruptedException {
        return channel.next();
    }

    Duration silence() {
        return channel.silence();
    }

    @Override
    public void close() {
        sending.close();
        channel.close();
    }
}
