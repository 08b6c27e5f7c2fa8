package dev.roommesh.signaling.http;

import dev.roommesh.signaling.operation.Exposure;
import dev.roommesh.signaling.operation.SignalingProperties;
import dev.roommesh.signaling.token.RoomTokens;
import dev.roommesh.signaling.token.TokenRole;
import java.util.function.Predicate;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtGrantedAuthoritiesConverter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Who may ask what over HTTP. Sockets are open until they register: {@code register} carries the token there. Health and
 * the other endpoints of Actuator are shown as configured.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {
    private static final String ROLE_PREFIX = "ROLE_";
    private static final String PAGE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'; trusted-types 'none'";

    /** One is all that Spring Boot looks for: with it, no user with a password is made. */
    @Bean
    JwtDecoder roomTokenDecoder(RoomTokens tokens) {
        return tokens.decoder();
    }

    /** Discovery: whoever has a token that lets clients in. */
    @Bean
    @Order(1)
    SecurityFilterChain clients(HttpSecurity http, RoomTokens tokens, DiscoveryDoor door) {
        var authorities = new JwtGrantedAuthoritiesConverter();
        authorities.setAuthoritiesClaimName(RoomTokens.ROLE);
        authorities.setAuthorityPrefix(ROLE_PREFIX);
        var converter = new JwtAuthenticationConverter();
        converter.setJwtGrantedAuthoritiesConverter(authorities);
        return stateless(http).securityMatcher(DiscoveryController.PATH)
                .authorizeHttpRequests(requests -> requests.anyRequest()
                        .hasAnyRole(TokenRole.ANY.word(), TokenRole.CLIENT.word()))
                .oauth2ResourceServer(server -> server.authenticationEntryPoint(door)
                        .jwt(jwt -> jwt.decoder(tokens.decoder()).jwtAuthenticationConverter(converter)))
                .exceptionHandling(refused -> refused.authenticationEntryPoint(door).accessDeniedHandler(door))
                .build();
    }

    /** What operators do: rooms and their tokens, flags. */
    @Bean
    @Order(2)
    SecurityFilterChain operators(HttpSecurity http, Exposure exposure, SignalingProperties settings) {
        var paths = PathPatternRequestMatcher.withDefaults();
        return behindDoor(http, exposure, settings, _ -> false,
                new OrRequestMatcher(paths.matcher("/rooms/**"), EndpointRequest.to("featureflags")));
    }

    /** Rooms are made by operators; and by old peers that have signed in, where the configuration lets them. */
    @Bean
    @Order(4)
    SecurityFilterChain roomOpeners(HttpSecurity http, Exposure exposure, SignalingProperties settings,
            RoomTokens tokens) {
        return behindDoor(http, exposure, settings,
                shown -> settings.oldPeers().createRooms() && tokens.signedIn(shown).isPresent(),
                PathPatternRequestMatcher.withDefaults().matcher(RoomController.PATH));
    }

    private static SecurityFilterChain behindDoor(HttpSecurity http, Exposure exposure, SignalingProperties settings,
            Predicate<String> oldPeers, RequestMatcher matcher) {
        boolean keyless = exposure.whollyLocal()
                && (settings.creationKey() == null || settings.creationKey().isBlank());
        var door = new OperatorDoor(settings, keyless, oldPeers);
        stateless(http).securityMatcher(matcher).addFilterBefore(door, SecurityContextHolderFilter.class);
        if (keyless)
            return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll()).build();
        return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .oauth2ResourceServer(server -> server.authenticationEntryPoint(door)
                        .opaqueToken(key -> key.introspector(door)))
                .exceptionHandling(refused -> refused.authenticationEntryPoint(door)).build();
    }

    /**
     * The page: whoever can connect, for its files hold nothing of any room. What a browser may do with them is said here:
     * no script but ours, none made out of text, no connection to anywhere else, no frame around it.
     */
    @Bean
    @Order(3)
    SecurityFilterChain page(HttpSecurity http) {
        return stateless(http).securityMatcher("/ui", PageController.PATH + "**")
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(PAGE_POLICY))
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER))
                        .crossOriginOpenerPolicy(opener -> opener.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                        .crossOriginResourcePolicy(resource -> resource.policy(CrossOriginResourcePolicy.SAME_ORIGIN))
                        // That is the proxy's to say, which has the certificate.
                        .httpStrictTransportSecurity(transport -> transport.disable()))
                .build();
    }

    private static HttpSecurity stateless(HttpSecurity http) {
        return http.csrf(AbstractHttpConfigurer::disable).requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
    }
}
