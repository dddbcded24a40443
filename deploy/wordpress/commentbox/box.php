<?php
/**
 * The place under a post. The number of the post is the key of its discussion: a slug can be edited, it cannot.
 *
 * Id and classes are those by which themes know the place of the comments, and give it its width.
 */

$commentbox_key = (string) get_the_ID();
?>
<div id="comments" class="comments-area default-max-width wp-block-comments">
	<comment-box article="<?php echo esc_attr( $commentbox_key ); ?>" lang="<?php echo esc_attr( get_bloginfo( 'language' ) ); ?>">
		<a href="<?php echo esc_url( COMMENTBOX_URL . '/articles/' . $commentbox_key ); ?>#comments"><?php esc_html_e( 'Comments' ); ?></a>
	</comment-box>
</div>
