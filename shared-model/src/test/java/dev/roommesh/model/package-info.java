@NullMarked
package dev.roommesh.model;

import org.jspecify.annotations.NullMarked;
