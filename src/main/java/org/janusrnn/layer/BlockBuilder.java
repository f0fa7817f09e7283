package org.janusrnn.layer;

/** Says the layers inside a block, see {@link NetworkBuilder#residual} and {@link NetworkBuilder#dense}. */
public final class BlockBuilder extends LayerSequence<BlockBuilder> {
    BlockBuilder(String name, int width) {
        super(name, width);
    }

    @Override
    BlockBuilder self() {
        return this;
    }
}
