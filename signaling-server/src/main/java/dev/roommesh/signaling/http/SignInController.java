package dev.roommesh.signaling.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.roommesh.model.PeerId;
import dev.roommesh.signaling.token.RoomTokens;
import java.util.UUID;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Gives old peers a name, and a proof that it is theirs. Whoever asks gets one: it opens no room. */
@RestController
final class SignInController {
    static final String PATH = "/anonymous-signin";

    private final RoomTokens tokens;

    SignInController(RoomTokens tokens) {
        this.tokens = tokens;
    }

    /** @param idToken to be shown with each registration under this name */
    record SignedIn(@JsonProperty("id_token") String idToken, String username) {
        /** Tokens never reach a log. */
        @Override
        public String toString() {
            return "SignedIn[" + username + "]";
        }
    }

    @PostMapping(PATH)
    SignedIn signIn() {
        var name = new PeerId(UUID.randomUUID().toString());
        return new SignedIn(tokens.signIn(name), name.value());
    }
}
