<?php
/**
 * Plugin Name: commentbox
 * Description: Shows the discussion of commentbox under each published post, in place of WordPress's own.
 * Version: 1.0.0
 * Requires PHP: 7.4
 * License: MIT
 *
 * Put this file and the folder beside it into wp-content/mu-plugins/ and name your commentbox in wp-config.php:
 *
 *     define( 'COMMENTBOX_URL', 'https://comments.example.org' );
 *
 * What was said in WordPress stays in its database. To go back, take the files away.
 */

if ( ! defined( 'ABSPATH' ) || ! defined( 'COMMENTBOX_URL' ) ) {
	return;
}

/** Says whether this is the page of one post that anybody may read. */
function commentbox_is_here() {
	return is_singular( 'post' ) && 'publish' === get_post_status() && ! post_password_required();
}

// Themes made of templates ask for a file.
add_filter(
	'comments_template',
	function ( $file ) {
		return commentbox_is_here() ? __DIR__ . '/commentbox/box.php' : $file;
	}
);

// Themes made of blocks, as all of WordPress's own are since 2022, have a block.
add_filter(
	'render_block_core/comments',
	function ( $html ) {
		if ( ! commentbox_is_here() ) {
			return $html;
		}
		ob_start();
		require __DIR__ . '/commentbox/box.php';
		return ob_get_clean();
	}
);

add_action(
	'wp_head',
	function () {
		if ( commentbox_is_here() ) {
			printf( "<script type=\"module\" src=\"%s/embed.js\"></script>\n", esc_url( COMMENTBOX_URL ) );
		}
	}
);

// Nobody, a program least of all, is to go on posting to the discussion that no page shows any more.
add_action(
	'pre_comment_on_post',
	function () {
		wp_die( 'Comments are written below the article.', 'Comments', array( 'response' => 403 ) );
	}
);
